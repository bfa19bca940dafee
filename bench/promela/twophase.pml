/* Origin: the project's shared benchmark models; the definition is in specs/classics/two-phase.spec.ts. */
/* Two-phase commit: the same states and transitions as TLA+ Examples
 * transaction_commit/TwoPhase (rmState, tmState, tmPrepared, msgs).
 * One d_step = one TLA+ action instance, so no intermediate states.
 *   spin -a -DN=7 twophase.pml */
#ifndef N
#define N 3
#endif
#define W 0   /* working   */
#define P 1   /* prepared  */
#define C 2   /* committed */
#define A 3   /* aborted   */
#define ALL ((1<<N)-1)

byte rm[N];            /* rmState                                 */
byte tm;               /* tmState: 0 init, 1 committed, 2 aborted */
unsigned tp : 10;      /* tmPrepared as a bit mask                */
unsigned mp : 10;      /* Prepared messages as a bit mask         */
bit mc, ma;            /* Commit and Abort messages               */
byte x;                /* scratch, 0 between steps */

/* the invariant Consistent, asserted after each step that changes rmState */
#define CHK  x = 0; do :: x < N -> assert(!(rm[x]==C && rm[_pid]==A) && !(rm[x]==A && rm[_pid]==C)); x++ :: else -> break od; x = 0

active [N] proctype RM()
{
end:	do
	:: d_step { rm[_pid]==W -> rm[_pid]=P; mp = mp | (1<<_pid) }	/* RMPrepare        */
	:: d_step { rm[_pid]==W -> rm[_pid]=A; CHK }			/* RMChooseToAbort  */
	:: d_step { mc -> rm[_pid]=C; CHK }				/* RMRcvCommitMsg   */
	:: d_step { ma -> rm[_pid]=A; CHK }				/* RMRcvAbortMsg    */
	od
}

#define RCV(i) :: d_step { tm==0 && ((mp>>i)&1) -> tp = tp | (1<<i) }	/* TMRcvPrepared(i) */
active proctype TM()
{
end:	do
	:: d_step { tm==0 && tp==ALL -> tm=1; mc=1 }	/* TMCommit */
	:: d_step { tm==0 -> tm=2; ma=1 }		/* TMAbort  */
	RCV(0)
#if N>1
	RCV(1)
#endif
#if N>2
	RCV(2)
#endif
#if N>3
	RCV(3)
#endif
#if N>4
	RCV(4)
#endif
#if N>5
	RCV(5)
#endif
#if N>6
	RCV(6)
#endif
#if N>7
	RCV(7)
#endif
#if N>8
	RCV(8)
#endif
	od
}
