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
         *     La lecture est fortement cohérente : une fois le compte annoncé ouvert, il le reste. Chaque réponse porte
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
        AccountAnswer: components["schemas"]["AccountFound"] | components["schemas"]["AccountBeingOpened"] | components["schemas"]["AccountClosed"];
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
        /** @description Compte fermé ; rien ne le rouvre */
        AccountClosed: {
            /** @description Phrase en français, pour les personnes */
            message: string;
            /** @enum {string} */
            code: "ACCOUNT_CLOSED";
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
            code: "MSISDN_INVALID" | "BAD_REQUEST" | "UNSUPPORTED_MEDIA_TYPE" | "UNAUTHORIZED" | "FORBIDDEN" | "NOT_FOUND" | "TOO_MANY_REQUESTS" | "INTERNAL_ERROR" | "UNAVAILABLE";
            /** @description Phrase en français, pour les personnes */
            message: string;
            /** @description Catégorie de la cause, au sens de l’API GSMA Mobile Money */
            errorCategory?: string;
            /** @description Cause, au sens de l’API GSMA Mobile Money */
            errorCode?: string;
        };
        /** @description Réponse propre à AWS */
        GatewayMessage: {
            message: string;
        };
    };
    responses: {
        /** @description Le compte, l’annonce de son ouverture ou celle de sa fermeture */
        Account: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Cache-Control": components["headers"]["NoStore"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["AccountAnswer"];
            };
        };
        /** @description Numéro refusé (`MSISDN_INVALID`) ou requête que la passerelle refuse (`BAD_REQUEST`) ; rien n’a été lu ni ouvert */
        MsisdnInvalid: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Cache-Control": components["headers"]["NoStore"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Jeton absent, mal formé, expiré ou faux */
        Unauthorized: {
            headers: {
                "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Cache-Control": components["headers"]["NoStore"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Jeton valable, mais lié à un autre numéro ou sans la portée requise */
        Forbidden: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Cache-Control": components["headers"]["NoStore"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Adresse ou méthode inconnue */
        NotFound: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Cache-Control": components["headers"]["NoStore"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Requête de plus de 10 Mo. Cette réponse est celle d’AWS, que l’API ne peut changer */
        PayloadTooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["GatewayMessage"];
            };
        };
        /** @description Type de contenu non pris en charge */
        UnsupportedMediaType: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Cache-Control": components["headers"]["NoStore"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Trop de demandes */
        TooManyRequests: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Cache-Control": components["headers"]["NoStore"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Erreur de notre côté */
        InternalError: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Cache-Control": components["headers"]["NoStore"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Réponse inexploitable de notre côté */
        BadGateway: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Cache-Control": components["headers"]["NoStore"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Un service dont l’API dépend est indisponible ; il est toujours sûr de réessayer */
        Unavailable: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Cache-Control": components["headers"]["NoStore"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Un service dont l’API dépend est trop lent ; il est toujours sûr de réessayer */
        GatewayTimeout: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Cache-Control": components["headers"]["NoStore"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /**
         * @description Numéro de l’abonné (opérateurs mobiles de Guinée), à neuf chiffres ou au format international : indicatif 224 nu,
         *     ou précédé de `+` ou de `00`. Des espaces, points ou tirets isolés entre les chiffres sont acceptés.
         *     Toutes les écritures d’un numéro désignent le même compte.
         */
        Msisdn: string;
        /**
         * @description Identifiant choisi par l’appelant pour retrouver sa demande, repris dans la réponse s’il a au plus 64 lettres sans
         *     accent, chiffres, points, tirets ou soulignés, sans neuf chiffres de suite, numéro d’abonné ni jeton. Tout autre est sans effet :
         *     l’API donne le sien.
         * @example caisse-12.a7f3
         */
        CorrelationId: string;
    };
    requestBodies: never;
    headers: {
        /** @description Identifiant de la demande */
        CorrelationId: string;
        /** @description Toujours `no-store`, un solde ne se garde pas */
        NoStore: string;
        /** @description Secondes à attendre avant de réessayer */
        RetryAfter: string;
        /** @description `Bearer` sans jeton, `Bearer error="invalid_token"` avec un jeton refusé */
        WwwAuthenticate: string;
    };
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
                 *     accent, chiffres, points, tirets ou soulignés, sans neuf chiffres de suite, numéro d’abonné ni jeton. Tout autre est sans effet :
                 *     l’API donne le sien.
                 * @example caisse-12.a7f3
                 */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                /**
                 * @description Numéro de l’abonné (opérateurs mobiles de Guinée), à neuf chiffres ou au format international : indicatif 224 nu,
                 *     ou précédé de `+` ou de `00`. Des espaces, points ou tirets isolés entre les chiffres sont acceptés.
                 *     Toutes les écritures d’un numéro désignent le même compte.
                 */
                msisdn: components["parameters"]["Msisdn"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Account"];
            400: components["responses"]["MsisdnInvalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
}

/** The one French sentence for each refusal. */
export const PROBLEM_MESSAGES = {
    "MSISDN_INVALID": "Ce numéro n’est pas un numéro d’abonné valide.",
    "BAD_REQUEST": "La requête est mal formée.",
    "UNSUPPORTED_MEDIA_TYPE": "Ce type de contenu n’est pas pris en charge.",
    "UNAUTHORIZED": "Votre session n’est pas ou plus valide. Veuillez vous identifier de nouveau.",
    "FORBIDDEN": "Vous n’avez pas le droit de faire cette demande.",
    "NOT_FOUND": "Cette adresse n’existe pas.",
    "TOO_MANY_REQUESTS": "Trop de demandes. Veuillez réessayer dans un instant.",
    "INTERNAL_ERROR": "Une erreur est survenue de notre côté. Veuillez réessayer plus tard.",
    "UNAVAILABLE": "Le service est momentanément indisponible. Veuillez réessayer dans un instant."
} as const;
