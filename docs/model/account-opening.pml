/* Opening one account and welcoming its holder, as init-user-account and its queue do it: two requests for one number,
 * delivered at least once, to two consumers that may crash before any step. Each -D takes out one guard, and spin must
 * then find the violation: `node docs/model/check-model.mjs` runs it all. */

#ifndef FAULTS
#define FAULTS 2                       /* crashes, lost replies and leaps of the clock in one history */
#endif
#define MAY_FAIL if :: faults > 0 -> faults--; goto over :: true fi

mtype = { none, pending, sending, sent, givenUp };
mtype sms = none;                      /* the welcome, as the account shows it */
byte holder;                           /* whose lease it is: stands for leaseUntil */
bool isOpen, parked, refuses;          /* refuses: the provider says no to this number for good */
bool gone[2];                          /* acknowledged messages */
bool holds[2], lapsed[2], onItsWay[2]; /* per consumer: has a lease, lost it to the clock, is sending */
byte openings, balance, movements, faults = FAULTS;
short credit = 1;                      /* 1 + unknown outcomes - accepted messages */

inline take() { sms = sending; holder = me; holds[me] = true; lapsed[me] = false }

active [2] proctype Consumer() {
  byte me = _pid;
  bit message, took;                   /* took: the provider said yes, and the account does not show it yet */
receive:
  atomic { if :: !gone[0] -> message = 0 :: !gone[1] -> message = 1 :: gone[0] && gone[1] -> goto end fi }
  atomic {                             /* the conditional put */
    MAY_FAIL;
    if
#ifdef NO_CONDITION
    :: true ->
#else
    :: !isOpen ->
#endif
      isOpen = true; openings++; balance = 1; take();
      assert(openings == 1 && balance == 1 + movements); goto attempt
    :: isOpen -> skip
    fi
  }
  atomic {                             /* the conditional claim */
    MAY_FAIL;
    if
#ifdef NO_LEASE
    :: sms == pending || sms == sending -> take()
#else
    :: sms == pending || (sms == sending && (!holds[holder] || lapsed[holder])) -> take()
#endif
    :: sms == sent || sms == givenUp -> goto acknowledge
    :: else -> goto over               /* held elsewhere: comes again */
    fi
  }
attempt: skip;                         /* a label on `skip` ends an atomic step: others may come between */
  atomic {                             /* the look at the clock before the send */
    MAY_FAIL;
#ifndef NO_CHECK
    if :: lapsed[me] -> goto settlePending :: else -> skip fi;
#endif
    onItsWay[me] = true
  }
  atomic {                             /* the provider */
    if :: refuses -> goto refused :: else -> credit--; took = true; assert(credit >= 0) fi
  }
  atomic {                             /* its reply may be lost; then the mark "sent" */
    if :: faults > 0 -> faults--; credit++; took = false; goto settlePending :: true fi;
    MAY_FAIL;
    sms = sent; took = false; onItsWay[me] = false
  }
  atomic { MAY_FAIL; goto acknowledge }   /* a mark that was made may be reported as failed */
refused: skip;
#ifndef NO_PARK
  atomic { MAY_FAIL; parked = true }
#endif
  atomic {
    MAY_FAIL;
    if :: sms == sending && holder == me -> sms = givenUp; assert(parked) :: else -> goto over fi
  }
acknowledge: skip;
  atomic {
    assert(isOpen && (sms == sent || sms == givenUp));
    gone[message] = true; goto over
  }
settlePending: skip;
  atomic {
    MAY_FAIL;
    if
#ifdef NO_FENCE
    :: sms == sending -> sms = pending
#else
    :: sms == sending && holder == me -> sms = pending
#endif
    :: else -> skip
    fi
  }
over:                                  /* answered, crashed or timed out: its lease runs out before the next delivery */
  atomic {
    if :: took -> credit++; took = false :: else -> skip fi;
    holds[me] = false; lapsed[me] = false; onItsWay[me] = false; message = 0; goto receive
  }
end: skip
}

active proctype Others() {             /* a deposit by another system */
  end: atomic { isOpen -> balance++; movements++ }
}

active proctype World() {              /* the provider's mood, and a clock that may leap past a lease */
  if :: refuses = true :: skip fi;
  end: do
  :: atomic { faults > 0 && holds[0] && !lapsed[0] -> faults--; lapsed[0] = true; credit = credit + onItsWay[0] }
  :: atomic { faults > 0 && holds[1] && !lapsed[1] -> faults--; lapsed[1] = true; credit = credit + onItsWay[1] }
  od
}

ltl settles { <> (gone[0] && gone[1] && isOpen && (sms == sent || (sms == givenUp && parked))) }
