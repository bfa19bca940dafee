/* Origin: the project's shared benchmark models; the definition is in specs/classics/abs.spec.ts. */
/* Asynchronous barrier snapshots (aligned barriers).
 *   spin -a -DS=2 -DK=2 -DC=2 -DR=1 -DCAP=2 abs.pml
 * One d_step = one transition of the model; no intermediate states.   */
#ifndef S
#define S 2     /* sources             */
#endif
#ifndef K
#define K 2     /* tasks               */
#endif
#ifndef C
#define C 2     /* checkpoints         */
#endif
#ifndef R
#define R 1     /* records per source  */
#endif
#ifndef CAP
#define CAP 2   /* channel capacity    */
#endif
#define FULLS ((1<<S)-1)
#define FULLK ((1<<K)-1)

chan ch[S*K] = [CAP] of { byte };   /* ch[s*K+k]; 0 = record, c>0 = barrier c */

/* coordinator */
byte trig;              /* last triggered checkpoint, 0 = none       */
bit  pend;              /* is checkpoint trig pending                */
byte ack;               /* mask of tasks whose ack arrived           */
byte outc[C+1];         /* outc[1..C]: 0 none, 1 completed, 2 aborted */
/* sources */
byte sBar[S];           /* last barrier emitted                      */
byte sEm[S];            /* records emitted                           */
byte sOff[S];           /* sEm at the last barrier                   */
/* tasks */
byte tAl[K];            /* checkpoint being aligned, 0 = none        */
byte tBlk[K];           /* mask of blocked input channels            */
byte tCnt[S*K];         /* records processed, [s*K+k]                */
byte tSnap[S*K];        /* tCnt at the last snapshot                 */
byte tMsg[K];           /* mailbox: 0 empty, c ack(c), C+c decline(c) */

byte x, y, m;           /* scratch, 0 between steps */

#define FOREACHK(st) x=0; do :: x<K -> st; x++ :: else -> break od; x=0

inline popRecv(s)
{	/* task k = _pid - S takes the head m of ch[s*K+k] */
	ch[s*K+_pid-S]?m;
	if
	:: m==0 -> tCnt[s*K+_pid-S]++
	:: m!=0 && tAl[_pid-S]==m -> tBlk[_pid-S] = tBlk[_pid-S] | (1<<s)
	:: m!=0 && tAl[_pid-S]<m -> tAl[_pid-S]=m; tBlk[_pid-S] = (1<<s)
	:: m!=0 && tAl[_pid-S]>m -> skip
	fi;
	m = 0
}

inline snapAll()
{	y=0; do :: y<S -> tSnap[y*K+_pid-S] = tCnt[y*K+_pid-S]; y++ :: else -> break od; y=0
}

inline chkCompleted()
{	/* the invariant, at the step that completes a checkpoint */
	y=0; do :: y<S*K -> assert(tSnap[y] == sOff[y/K]); y++ :: else -> break od; y=0
}

inline coordRecv(k)
{	if
	:: pend && tMsg[k]==trig -> ack = ack | (1<<k);
		if
		:: ack==FULLK -> outc[trig]=1; pend=0; ack=0; chkCompleted()
		:: else
		fi
	:: pend && tMsg[k]==C+trig -> outc[trig]=2; pend=0; ack=0
	:: else
	fi;
	tMsg[k]=0
}

#if K==1
#define ROOM nfull(ch[_pid*K])
#elif K==2
#define ROOM (nfull(ch[_pid*K]) && nfull(ch[_pid*K+1]))
#else
#define ROOM (nfull(ch[_pid*K]) && nfull(ch[_pid*K+1]) && nfull(ch[_pid*K+2]))
#endif
active [S] proctype Source()
{
end:	do
	:: d_step { ROOM && sEm[_pid]<R -> FOREACHK(ch[_pid*K+x]!0); sEm[_pid]++ }			/* EmitRecord  */
	:: d_step { ROOM && sBar[_pid]<trig -> FOREACHK(ch[_pid*K+x]!trig); sBar[_pid]=trig; sOff[_pid]=sEm[_pid] }	/* EmitBarrier */
	od
}

#define RECV(s) :: d_step { !((tBlk[_pid-S]>>s)&1) && nempty(ch[s*K+_pid-S]) -> popRecv(s) }
active [K] proctype Task()
{
end:	do
	RECV(0)
#if S>1
	RECV(1)
#endif
#if S>2
	RECV(2)
#endif
	:: d_step { tBlk[_pid-S]==FULLS && tMsg[_pid-S]==0 -> tMsg[_pid-S]=tAl[_pid-S]; snapAll(); tAl[_pid-S]=0; tBlk[_pid-S]=0 }  /* TaskSnap */
	:: d_step { tBlk[_pid-S]==FULLS && tMsg[_pid-S]==0 -> tMsg[_pid-S]=C+tAl[_pid-S]; tAl[_pid-S]=0; tBlk[_pid-S]=0 }           /* TaskFail */
	od
}

#define CRECV(k) :: d_step { tMsg[k]!=0 -> coordRecv(k) }
active proctype Coord()
{
end:	do
	:: d_step { !pend && trig<C -> trig++; pend=1; ack=0 }	/* Trigger */
	:: d_step { pend -> outc[trig]=2; pend=0; ack=0 }	/* Timeout */
	CRECV(0)
#if K>1
	CRECV(1)
#endif
#if K>2
	CRECV(2)
#endif
	od
}
