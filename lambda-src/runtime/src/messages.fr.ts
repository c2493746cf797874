import type { Francs } from '@fintech-solution/domain/money';

/**
 * Every other sentence that a customer or the back office reads, in French.
 *
 * Screens and mails carry accents as they are. An SMS is one GSM-7 part of at most 160 characters: é, è, à and
 * ù exist in that alphabet; ê, î, ô, û, ç and the narrow no-break space do not, and one of them would turn the
 * message into UCS-2 parts of 70.
 *
 * @see https://www.etsi.org/deliver/etsi_ts/123000_123099/123038/ (3GPP TS 23.038, the default alphabet)
 */
export const MESSAGES = {
  accountFound: 'Voici le solde de votre compte.',
  accountBeingOpened:
    'Ce numéro n’a pas encore de compte\u00a0: son ouverture est en cours. Redemandez le solde dans un instant.',
  accountClosed: 'Le compte de ce numéro est fermé.',
  openingsSpent:
    'Le nombre d’ouvertures de compte prévu pour aujourd’hui est atteint. Veuillez réessayer demain.',

  /** Quotes the amount credited at opening, which stays true however late the message arrives. */
  welcomeSms: (openingBalance: Francs): string =>
    `Bienvenue ! Votre compte Argent Mobile est ouvert. Il a été crédité de ${openingBalance} GNF à l'ouverture.`,

  welcomeEmailSubject: (maskedMsisdn: string): string => `Compte ouvert\u00a0: ${maskedMsisdn}`,
  welcomeEmailText: (maskedMsisdn: string, openingBalance: Francs): string =>
    `Un compte Argent Mobile a été ouvert pour le numéro ${maskedMsisdn}.\nMontant crédité à l’ouverture\u00a0: ${openingBalance}\u00a0GNF.\n`,
} as const;
