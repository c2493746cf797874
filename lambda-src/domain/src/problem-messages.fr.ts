/**
 * The one sentence for each refusal of the API, by its code. The functions and the typed client say these; API Gateway's
 * own answers in the API's definition repeat them, and a test compares the two.
 */
export const PROBLEM_MESSAGES = {
  MSISDN_INVALID: 'Ce numéro n’est pas un numéro d’abonné valide.',
  BAD_REQUEST: 'La requête est mal formée.',
  UNSUPPORTED_MEDIA_TYPE: 'Ce type de contenu n’est pas pris en charge.',
  UNAUTHORIZED: 'Votre session n’est pas ou plus valide. Veuillez vous identifier de nouveau.',
  FORBIDDEN: 'Vous n’avez pas le droit de faire cette demande.',
  NOT_FOUND: 'Cette adresse n’existe pas.',
  TOO_MANY_REQUESTS: 'Trop de demandes. Veuillez réessayer dans un instant.',
  INTERNAL_ERROR: 'Une erreur est survenue de notre côté. Veuillez réessayer plus tard.',
  UNAVAILABLE: 'Le service est momentanément indisponible. Veuillez réessayer dans un instant.',
} as const;
