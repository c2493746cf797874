/* Two transfers from one account, as request-transaction, process-transaction, sweep-transactions and their queue move them:
 * each is accepted under one key, perhaps asked for twice, delivered at least once, to two processors and a sweeper that may
 * crash before any step. The account covers one of the two, unless a deposit comes first. Each -D takes out one guard, and
 * spin must then find the violation: `node docs/model/check-model.mjs` runs it all. */

#ifndef FAULTS
#define FAULTS 2                       /* crashes and lost replies in one history */
#endif
#define MAY_FAIL if :: faults > 0 -> faults--; goto over :: true fi
#define AMOUNT 2
#define IS_FINAL(t) (status[t] == completed || status[t] == failed)

mtype = { none, pending, completed, failed };
mtype status[2] = none;                /* the transactions' items */
short payer = 3;                       /* the account that both debit: signed, to see it fall below zero */
byte payee[2], version, legs[2], deposited, faults = FAULTS;
bool queued[2], notified[2], expired;

#ifdef NO_PENDING                      /* the condition that only what is pending becomes final */
#define PENDING(t) true
#else
#define PENDING(t) (status[t] == pending)
#endif
#ifdef NO_VERSION                      /* the condition that nothing moved since the account was read */
#define UNMOVED true
#else
#define UNMOVED (at == version)
#endif
#ifdef NO_FLOOR                        /* the floor of zero, and the version, which covers it */
#define COVERED true
#undef UNMOVED
#define UNMOVED true
#else
#define COVERED (payer >= AMOUNT)
#endif
#ifdef NO_CHECK                        /* the check that a refusal is true when it is stored */
#define SHORT true
#else
#define SHORT (payer < AMOUNT)
#endif

/* A final state never changes; nothing is made, nothing is lost, nothing is moved twice, nothing falls below zero. */
inline become(t, final) {
  assert(!IS_FINAL(t));
  status[t] = final
}
inline look(t) {
  assert(payer >= 0 && payer + payee[0] + payee[1] == 3 + deposited);
  assert(legs[t] <= 1 && (legs[t] == 1) == (status[t] == completed))
}

active proctype Client() {             /* asks for both transfers, and perhaps once more for the first, under its key */
  bit t; bool isRepetition;
accept:
  atomic {                             /* the conditional put */
    if
#ifdef NO_KEY
    :: true -> assert(!IS_FINAL(t)); status[t] = pending
#else
    :: status[t] == none -> status[t] = pending
    :: else -> skip
#endif
    fi
  }
  atomic { MAY_FAIL; if :: status[t] == pending -> queued[t] = true :: else -> skip fi }
over:                                  /* answered, or not */
  atomic {
    if
    :: t == 0 && !isRepetition -> t = 1; goto accept
    :: t == 1 -> t = 0; isRepetition = true; goto accept
    :: t == 1 || isRepetition -> t = 0; isRepetition = false
    fi
  }
}

active [2] proctype Processor() {
  bit t; byte at; bool covers, late;
end: atomic {                          /* receives a message and reads what it names */
    if :: queued[0] -> t = 0 :: queued[1] -> t = 1 fi;
    if
    :: IS_FINAL(t) ->
#ifdef NO_RETELL
      goto acknowledge
#else
      goto tell
#endif
    :: else -> covers = (payer >= AMOUNT); at = version; late = (t == 1 && expired)
    fi
  }
  atomic {                             /* one transaction of the store: all of it, or nothing */
    MAY_FAIL;
    if
    :: late ->
      if :: PENDING(t) -> become(t, failed) :: else -> goto over fi
    :: !late && !covers ->
      if :: PENDING(t) && SHORT -> assert(payer < AMOUNT); become(t, failed) :: else -> goto over fi
    :: !late && covers ->
      if
      :: PENDING(t) && UNMOVED && COVERED ->
#ifndef NO_FLOOR
        assert(at == version);         /* the balance that its receipt tells follows from what was read */
#endif
        payer = payer - AMOUNT; payee[t] = payee[t] + AMOUNT; version++; legs[t]++;
        become(t, completed)
      :: else -> goto over
      fi
    fi;
    look(t)
  }
tell: skip;                            /* a label on `skip` ends an atomic step: others may come between */
  atomic { MAY_FAIL; notified[t] = true }
acknowledge: skip;
  atomic { MAY_FAIL; assert(IS_FINAL(t) && notified[t]); queued[t] = false }
over:                                  /* acknowledged, crashed or stopped by a condition: what is not acknowledged comes again */
  atomic { t = 0; at = 0; covers = false; late = false; goto end }
}

active proctype Sweeper() {            /* queues what is pending, then fails what expired */
  bit t;
end: atomic { if :: status[0] == pending -> t = 0 :: status[1] == pending -> t = 1 fi }
#ifdef NO_SWEEP
  goto over;
#endif
#ifndef FAIL_FIRST
  atomic { MAY_FAIL; queued[t] = true }
#endif
  atomic {
    MAY_FAIL;
    if
    :: t == 1 && expired && PENDING(t) -> become(t, failed); look(t)
    :: else -> skip
    fi
  }
#ifdef FAIL_FIRST
  atomic { MAY_FAIL; queued[t] = true }
#endif
over: atomic { t = 0; goto end }
}

active proctype Others() {             /* a deposit, and the time of the second transfer, which runs out */
  end: do
  :: atomic { deposited == 0 -> payer = payer + AMOUNT; deposited = AMOUNT; version++ }
  :: atomic { !expired -> expired = true }
  od
}

ltl settles { <> (IS_FINAL(0) && IS_FINAL(1) && notified[0] && notified[1]) }
