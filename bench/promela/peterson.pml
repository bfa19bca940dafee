/* Origin: the project's shared benchmark models; the definition is in specs/classics/peterson.spec.ts. */
/* Peterson's N-process mutual exclusion, the fine-grained version of the
 * BEEM benchmark (peterson.mdve): the scan over k is one step per k.
 * One d_step = one step.  Use  spin -a -o2  (no dead-variable resetting),
 * so that the state is exactly (pc, j, k, pos, step). */
#ifndef N
#define N 4
#endif
byte pos[N];
byte step[N];          /* step[0..N-2] used; one more to keep it simple */
byte ncrit;            /* = number of processes in CS: a function of the pcs */

active [N] proctype P()
{	byte j, k;
NCS:	j = 1;
wait:	if
	:: d_step { j < N -> pos[_pid] = j; }
	:: d_step { j == N -> ncrit++; assert(ncrit == 1); } goto CS
	fi;
q2:	d_step { step[j-1] = _pid; k = 0; }
q3:	if
	:: d_step { k < N && (k == _pid || pos[k] < j) -> k = k + 1; } goto q3
	:: d_step { step[j-1] != _pid || k == N -> j = j + 1; } goto wait
	fi;
CS:	if
	:: d_step { pos[_pid] = 0; ncrit--; } goto NCS
	fi
}
