// Generated from the API's definition by generate.ts. Change the definition, then run: npm run client
export interface paths {
    "/get-account-info/msisdn/{msisdn}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Consulter le compte d’un abonné
         * @description Rend le solde du compte de l’abonné, ou annonce que son compte est en cours d’ouverture.
         *
         *     La lecture est fortement cohérente : une fois le compte annoncé ouvert, il le reste. Chaque réponse porte
         *     `Cache-Control: no-store` et un `X-Correlation-Id` à citer auprès du support.
         */
        get: operations["getAccountInfo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AccountAnswer: components["schemas"]["AccountFound"] | components["schemas"]["AccountBeingOpened"];
        /** @description Le compte existe */
        AccountFound: {
            /** @description Phrase en français, pour les personnes */
            message: string;
            /** @enum {string} */
            code: "ACCOUNT_FOUND";
            data: components["schemas"]["Account"];
        };
        /** @description Pas encore de compte ; il est en cours d’ouverture */
        AccountBeingOpened: {
            /** @description Phrase en français, pour les personnes */
            message: string;
            /** @enum {string} */
            code: "ACCOUNT_BEING_OPENED";
        };
        Account: {
            /** @description Numéro canonique, chiffres avec indicatif du pays, sans plus */
            msisdn: string;
            /** @description Solde en unités entières de la monnaie, en décimal, jamais un nombre flottant */
            balance: string;
            /** @description Monnaie, code ISO 4217 */
            currency: string;
        };
        /** @description Problème au format de la RFC 9457 */
        Problem: {
            /** @enum {string} */
            type: "about:blank";
            /** @description Libellé HTTP de l’état */
            title: string;
            /** @description État HTTP ; absent quand la passerelle répond pour un cas sans réponse propre */
            status?: number;
            /**
             * @description Cause, stable, pour les programmes
             * @enum {string}
             */
            code: "MSISDN_INVALID" | "BAD_REQUEST" | "PAYLOAD_TOO_LARGE" | "UNSUPPORTED_MEDIA_TYPE" | "UNAUTHORIZED" | "FORBIDDEN" | "NOT_FOUND" | "TOO_MANY_REQUESTS" | "INTERNAL_ERROR" | "UNAVAILABLE";
            /** @description Phrase en français, pour les personnes */
            message: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getAccountInfo: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Identifiant choisi par l’appelant pour retrouver sa demande, repris dans la réponse s’il a au plus 64 lettres sans
                 *     accent, chiffres, points, tirets ou soulignés, sans neuf chiffres de suite ni jeton. Tout autre est sans effet :
                 *     l’API donne le sien.
                 * @example caisse-12.a7f3
                 */
                "X-Correlation-Id"?: string;
            };
            path: {
                /**
                 * @description Numéro de l’abonné (opérateurs mobiles de Guinée), à neuf chiffres ou au format international : indicatif 224 nu,
                 *     ou précédé de `+` ou de `00`. Des espaces, points ou tirets isolés entre les chiffres sont acceptés.
                 *     Toutes les écritures d’un numéro désignent le même compte.
                 */
                msisdn: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Le compte, ou l’annonce de son ouverture */
            200: {
                headers: {
                    /** @description Identifiant de la demande */
                    "X-Correlation-Id"?: string;
                    /** @description Toujours `no-store`, un solde ne se garde pas */
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountAnswer"];
                };
            };
            /** @description Numéro refusé (`MSISDN_INVALID`) ou requête que la passerelle refuse (`BAD_REQUEST`) ; rien n’a été lu ni ouvert */
            400: {
                headers: {
                    /** @description Identifiant de la demande */
                    "X-Correlation-Id"?: string;
                    /** @description Toujours `no-store` */
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Jeton absent, mal formé, expiré ou faux */
            401: {
                headers: {
                    /** @description `Bearer` sans jeton, `Bearer error="invalid_token"` avec un jeton refusé */
                    "WWW-Authenticate"?: string;
                    /** @description Identifiant de la demande */
                    "X-Correlation-Id"?: string;
                    /** @description Toujours `no-store` */
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Jeton valable, mais lié à un autre numéro ou sans la portée requise */
            403: {
                headers: {
                    /** @description Identifiant de la demande */
                    "X-Correlation-Id"?: string;
                    /** @description Toujours `no-store` */
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Adresse ou méthode inconnue */
            404: {
                headers: {
                    /** @description Identifiant de la demande */
                    "X-Correlation-Id"?: string;
                    /** @description Toujours `no-store` */
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Requête trop volumineuse */
            413: {
                headers: {
                    /** @description Identifiant de la demande */
                    "X-Correlation-Id"?: string;
                    /** @description Toujours `no-store` */
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Type de contenu non pris en charge */
            415: {
                headers: {
                    /** @description Identifiant de la demande */
                    "X-Correlation-Id"?: string;
                    /** @description Toujours `no-store` */
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Trop de demandes */
            429: {
                headers: {
                    /** @description Secondes à attendre avant de réessayer */
                    "Retry-After"?: string;
                    /** @description Identifiant de la demande */
                    "X-Correlation-Id"?: string;
                    /** @description Toujours `no-store` */
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Erreur de notre côté */
            500: {
                headers: {
                    /** @description Secondes à attendre avant de réessayer */
                    "Retry-After"?: string;
                    /** @description Identifiant de la demande */
                    "X-Correlation-Id"?: string;
                    /** @description Toujours `no-store` */
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Réponse inexploitable de notre côté */
            502: {
                headers: {
                    /** @description Secondes à attendre avant de réessayer */
                    "Retry-After"?: string;
                    /** @description Identifiant de la demande */
                    "X-Correlation-Id"?: string;
                    /** @description Toujours `no-store` */
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Un service dont l’API dépend est indisponible ; il est toujours sûr de réessayer */
            503: {
                headers: {
                    /** @description Secondes à attendre avant de réessayer */
                    "Retry-After"?: string;
                    /** @description Identifiant de la demande */
                    "X-Correlation-Id"?: string;
                    /** @description Toujours `no-store` */
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Un service dont l’API dépend est trop lent ; il est toujours sûr de réessayer */
            504: {
                headers: {
                    /** @description Secondes à attendre avant de réessayer */
                    "Retry-After"?: string;
                    /** @description Identifiant de la demande */
                    "X-Correlation-Id"?: string;
                    /** @description Toujours `no-store` */
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
