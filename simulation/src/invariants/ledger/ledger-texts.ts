import type { Environment } from '../../environment/environment.ts';
import { CASH } from '../../environment/ledger/wishes.ts';
import type { BookedTransaction } from './booked-transaction.ts';
import type { LedgerBooks } from './ledger-books.ts';
import { toldRecipients } from './ledger-records.ts';

/** Reads every SMS about a transaction as its recipient does. */
export function createTextCheck({ invariants }: Environment, books: LedgerBooks) {
  const findByShortReference = (text: string): BookedTransaction | undefined => {
    const short = /Réf\. ([0-9a-f]{8})$/.exec(text)?.[1];
    return [...books.transactions.values()].find(({ reference }) => reference.slice(0, 8) === short);
  };
  const sideOf = ({ debit, credit }: BookedTransaction, msisdn: string): 'debit' | 'credit' | 'no' =>
    msisdn === debit ? 'debit' : msisdn === credit ? 'credit' : 'no';

  return {
    /** The notification that a text belongs to, for any recipient. */
    subjectOf(msisdn: string, text: string): string {
      const transaction = findByShortReference(text);
      return transaction === undefined ? text : `${transaction.reference}/${sideOf(transaction, msisdn)}`;
    },
    read(subject: string, text: string, msisdn: string): void {
      const transaction = books.transactions.get(subject.slice(0, 36));
      const side = transaction && sideOf(transaction, msisdn);
      const isTold = transaction !== undefined && toldRecipients(transaction).some((told) => told === side);
      invariants.check(isTold, 'ONLY_PARTIES_ARE_TOLD', () => `${msisdn} is told of ${subject}: "${text}"`);
      if (transaction === undefined) return;
      const { status, amount, credit, debit, balanceAfter } = transaction;
      const other = side === 'debit' ? credit : debit;
      const wanted = [
        `${amount} GNF`,
        other === CASH ? 'la caisse' : `+${other}`,
        status === 'failed' ? 'a échoué' : `Solde après cette opération : ${balanceAfter.get(msisdn)} GNF.`,
      ];
      // A GSM-7 text of one part; its French is looked at in the unit tests.
      invariants.check(
        wanted.every((part) => text.includes(part)) && text.length <= 160,
        'SMS_TELLS_THE_MOVEMENT',
        () => `${msisdn} reads "${text}", and ${wanted.join(', ')} is so`,
      );
    },
  };
}
