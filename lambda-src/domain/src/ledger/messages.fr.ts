import type { Francs } from '../money.ts';
import { PROBLEM_MESSAGES } from '../problem-messages.fr.ts';

/**
 * Every sentence about the movement of money that a customer reads, in French.
 *
 * Answers carry accents and typographic apostrophes. An SMS is one GSM-7 part of at most 160 characters: é, è, à and ù
 * exist in that alphabet; ê, î, ô, û and ç do not, so no SMS says "dépôt" or "reçu".
 */
export const MESSAGES = {
  formatError: 'Une valeur de la demande n’a pas la forme attendue.',
  notASubscriberNumber: PROBLEM_MESSAGES.MSISDN_INVALID,
  valueMissing: 'Une valeur obligatoire manque dans la demande.',
  tooLong: 'Une valeur de la demande est trop longue.',
  negativeValue: 'Le montant ne peut pas être négatif.',
  currencyNotSupported: 'Seul le franc guinéen (GNF) est accepté.',
  invalidOffset: 'Le décalage demandé dépasse le nombre d’éléments.',
  transactionTypeNotOffered: 'Ce type d’opération n’est pas proposé.',
  sameParties: 'Le compte débité et le compte crédité sont le même.',
  belowMinimum: 'Le montant est inférieur au minimum autorisé.',
  aboveMaximum: 'Le montant est supérieur au maximum autorisé.',
  incorrectState: 'L’opération d’origine ne peut pas être annulée pour ce montant.',
  duplicateRequest: 'Cet identifiant de demande a déjà servi pour une autre demande.',
  unauthorized: PROBLEM_MESSAGES.UNAUTHORIZED,
  forbidden: PROBLEM_MESSAGES.FORBIDDEN,
  notFound: 'L’élément demandé n’existe pas.',
  tooManyRequests: PROBLEM_MESSAGES.TOO_MANY_REQUESTS,
  internalError: PROBLEM_MESSAGES.INTERNAL_ERROR,
  unavailable:
    'Le service est momentanément indisponible. Renvoyez la même demande avec le même identifiant dans un instant.',

  refusals: {
    insufficientFunds: {
      message: 'Le solde du compte débité est insuffisant.',
      sms: 'solde insuffisant',
    },
    maxBalanceExceeded: {
      message: 'Le solde maximal du compte crédité serait dépassé.',
      sms: 'plafond du compte du bénéficiaire atteint',
    },
    dailyValueLimitExceeded: {
      message: 'La limite du jour est atteinte.',
      sms: 'limite du jour atteinte',
    },
    incorrectState: {
      message: 'L’opération d’origine ne peut plus être annulée pour ce montant.',
      sms: 'annulation impossible pour ce montant',
    },
    requestDeclined: {
      message: 'Un des deux comptes est bloqué ou fermé.',
      sms: 'un des deux comptes est bloqué ou fermé',
    },
    identifierError: {
      message: 'Un des deux comptes n’existe pas.',
      sms: "un des deux comptes n'existe pas",
    },
    genericError: {
      message: 'L’opération n’a pas pu être faite à temps. Aucun montant n’a été débité.',
      sms: 'délai dépassé',
    },
  },

  /** How the system's cash account is called in an SMS. */
  cash: 'la caisse',

  /** What a movement is in the eyes of the debited and of the credited customer; `other` is the counterparty. */
  movements: {
    deposit: {
      debit: (amount: string, other: string) => `${other} a déposé ${amount} auprès de vous.`,
      credit: (amount: string, other: string) => `Vous avez déposé ${amount} auprès de ${other}.`,
    },
    withdrawal: {
      debit: (amount: string, other: string) => `Vous avez retiré ${amount} auprès de ${other}.`,
      credit: (amount: string, other: string) => `${other} a retiré ${amount} auprès de vous.`,
    },
    transfer: {
      debit: (amount: string, other: string) => `Vous avez envoyé ${amount} à ${other}.`,
      credit: (amount: string, other: string) => `${other} vous a envoyé ${amount}.`,
    },
    merchantpay: {
      debit: (amount: string, other: string) => `Vous avez payé ${amount} à ${other}.`,
      credit: (amount: string, other: string) => `${other} vous a payé ${amount}.`,
    },
    disbursement: {
      debit: (amount: string, other: string) => `Vous avez versé ${amount} à ${other}.`,
      credit: (amount: string, other: string) => `${other} vous a versé ${amount}.`,
    },
    adjustment: {
      debit: (amount: string, other: string) => `Correction : ${amount} débités en faveur de ${other}.`,
      credit: (amount: string, other: string) => `Correction : ${amount} crédités de la part de ${other}.`,
    },
    reversal: {
      debit: (amount: string, other: string) => `Annulation : ${amount} rendus à ${other}.`,
      credit: (amount: string, other: string) => `Annulation : ${amount} rendus par ${other}.`,
    },
  },

  /** How a statement names a movement of the account that was debited, and of the account that was credited. */
  displayTypes: {
    opening: { debit: 'ouverture du compte', credit: 'ouverture du compte' },
    deposit: { debit: 'dépôt d’un client', credit: 'dépôt' },
    withdrawal: { debit: 'retrait', credit: 'retrait d’un client' },
    transfer: { debit: 'transfert envoyé', credit: 'transfert reçu' },
    merchantpay: { debit: 'paiement envoyé', credit: 'paiement reçu' },
    disbursement: { debit: 'versement envoyé', credit: 'versement reçu' },
    adjustment: { debit: 'correction débitée', credit: 'correction créditée' },
    reversal: { debit: 'annulation débitée', credit: 'annulation créditée' },
  },

  /** The balance after that very movement: true however late it is read. */
  balanceAfter: (balance: Francs, reference: string): string =>
    `Solde après cette opération : ${balance} GNF. Réf. ${reference}`,

  failed: (amount: string, other: string, reason: string, reference: string): string =>
    `Votre opération de ${amount} vers ${other} a échoué : ${reason}. Réf. ${reference}`,
} as const;
