import { callbackOf } from '@fintech-solution/domain/ledger/callback';
import { addresseeOf, completedSms, failedSms } from '@fintech-solution/domain/ledger/notification';
import { isFinal, type Transaction } from '@fintech-solution/domain/ledger/transaction';
import { type AuditFacts, type Finding } from './audit-facts.ts';

/** How each SMS about a transaction ends, and no other one does. */
const SHORT_REFERENCE = /Réf\. ([0-9a-f]{8})$/;

/** V10: what a customer or a client was told of a transaction is what the ledger says of it. */
export function untrueMessages({ state, recorded, ledger }: AuditFacts): Finding[] {
  const { transactions, legs } = ledger.tables.dump;
  const balances = new Map(legs.map((leg) => [`${leg.msisdn} ${leg.sequence}`, leg.balanceAfter]));
  const textsOf = (transaction: Transaction, to: string): string[] => {
    if (!isFinal(transaction)) return [];
    return (['debit', 'credit'] as const).flatMap((side) => {
      const { msisdn, leg } = addresseeOf(transaction, side) ?? {};
      if (msisdn !== to) return [];
      if (transaction.status === 'failed') return side === 'debit' ? [failedSms(transaction)] : [];
      const balance = balances.get(`${msisdn} ${leg?.sequence}`);
      return balance === undefined ? [] : [completedSms(transaction, side, balance)];
    });
  };
  const byShortReference = Map.groupBy(transactions, ({ reference }) => reference.slice(0, 8));
  const byReference = new Map(transactions.map((one) => [String(one.reference), one]));

  const sms = recorded.sms.flatMap(({ to, message }): Finding[] => {
    const [, short] = SHORT_REFERENCE.exec(message) ?? [];
    if (short === undefined) return [];
    const meant = byShortReference.get(short) ?? [];
    if (meant.some((transaction) => textsOf(transaction, to).includes(message))) return [];
    const place = { account: to, reference: meant[0]?.reference };
    return [{ kind: 'V10', ...place, sentence: 'an SMS told it something else than the ledger says' }];
  });
  const callbacks = state.callbacks.flatMap(({ verified, headers, body }): Finding[] => {
    const reference = headers['webhook-id'] ?? '';
    const transaction = byReference.get(reference);
    const isTrue =
      transaction !== undefined && isFinal(transaction) && callbackOf(transaction)?.body === body;
    if (!verified || isTrue) return [];
    return [
      {
        kind: 'V10',
        account: '',
        reference,
        sentence: 'a callback told something else than the ledger says',
      },
    ];
  });
  return [...sms, ...callbacks];
}
