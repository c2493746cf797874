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
    "/accounts/{identifierType}/{identifier}/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Solde d’un compte
         * @description Le même solde que `GET /get-account-info`, dans la forme de la GSMA. Un compte inconnu n’est jamais ouvert ici : 404.
         */
        get: operations["getAccountBalance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{identifierType}/{identifier}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * État d’un compte
         * @description `available` pour un compte actif, `unavailable` pour un compte bloqué ou fermé. Jamais de solde.
         */
        get: operations["getAccountStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{identifierType}/{identifier}/statemententries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Relevé d’un compte
         * @description Les mouvements du compte, du plus récent au plus ancien ; le dernier est son ouverture. Un compte inconnu : 404.
         *
         *     Les dates bornent la liste, bornes comprises. `offset` se compte depuis l’élément le plus récent de la liste ainsi bornée : tant
         *     que des opérations arrivent, une page suivante peut répéter un élément, jamais en omettre un. Avec un `toDateTime` passé, les
         *     pages ne bougent plus.
         */
        get: operations["listStatementEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{identifierType}/{identifier}/transactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Opérations d’un compte
         * @description Les opérations exécutées auxquelles le compte a pris part, de la plus récente à la plus ancienne, avec le reçu de ce compte.
         *
         *     Les dates bornent la liste, bornes comprises. `offset` se compte depuis l’élément le plus récent de la liste ainsi bornée : tant
         *     que des opérations arrivent, une page suivante peut répéter un élément, jamais en omettre un. Avec un `toDateTime` passé, les
         *     pages ne bougent plus.
         */
        get: operations["listAccountTransactions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/statemententries/{transactionReference}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Un mouvement d’un compte
         * @description Le mouvement que l’opération a fait dans un compte : celui du jeton s’il est lié à un numéro, sinon celui que `msisdn` nomme.
         *     L’ouverture se retrouve sous la référence que le relevé lui donne.
         */
        get: operations["getStatementEntry"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/transactions/type/{transactionType}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Demander une opération
         * @description Accepte l’opération et rend son état, `pending`. Elle est exécutée aussitôt après, une seule fois.
         *
         *     Un dépôt sans `debitParty` et un retrait sans `creditParty` passent par la caisse ; les autres types nomment les deux parties.
         *     Après un échec de l’appel (5xx, coupure), renvoyez la même demande avec le même `X-CorrelationID`, jamais avec un nouveau.
         */
        post: operations["requestTransaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/transactions/{transactionReference}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Consulter une opération
         * @description L’opération, pour une de ses parties ou pour qui l’a demandée. Pour tout autre appelant, elle n’existe pas : 404.
         */
        get: operations["getTransaction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/transactions/{transactionReference}/reversals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Annuler une opération
         * @description Accepte l’annulation, totale ou partielle, d’une opération exécutée, et rend son état, `pending`. Les parties changent de côté.
         *
         *     Sans `amount`, tout ce qui peut encore être annulé. Les annulations d’une opération ne dépassent jamais son montant,
         *     et une annulation ne s’annule pas. Qui ne peut pas voir l’opération reçoit 404.
         */
        post: operations["requestReversal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/requeststates/{serverCorrelationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * État d’une demande
         * @description L’état de la demande. `Retry-After` dit quand redemander tant qu’il vaut `pending`.
         */
        get: operations["getRequestState"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/responses/{clientCorrelationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Retrouver l’opération d’une demande
         * @description Le lien vers l’opération que cet appelant a demandée sous cette clé : il sert quand la réponse à la demande s’est perdue.
         */
        get: operations["getResponse"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/heartbeat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * État du service
         * @description `available`, `degraded` quand les opérations répondent lentement, `unavailable` quand elles ne répondent pas.
         */
        get: operations["getHeartbeat"];
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
        /** @description Montant en francs entiers, en décimal, jamais un nombre flottant */
        Amount: string;
        /** @description Exactement une partie */
        Parties: {
            /**
             * @description `msisdn` ; `organisationid` pour la caisse (`cash`) et l’ouverture (`promotion`), dans les réponses seulement
             * @enum {string}
             */
            key: "msisdn" | "organisationid";
            value: string;
        }[];
        TransactionRequest: {
            amount: components["schemas"]["Amount"];
            /** @enum {string} */
            currency: "GNF";
            debitParty?: components["schemas"]["Parties"];
            creditParty?: components["schemas"]["Parties"];
            descriptionText?: string;
            requestingOrganisationTransactionReference?: string;
            /** Format: date-time */
            requestDate?: string;
        };
        ReversalRequest: {
            /** @enum {string} */
            type: "reversal";
            amount?: components["schemas"]["Amount"];
            descriptionText?: string;
            requestingOrganisationTransactionReference?: string;
            /** Format: date-time */
            requestDate?: string;
        };
        Transaction: {
            /** Format: uuid */
            transactionReference: string;
            transactionStatus: components["schemas"]["Status"];
            /** @enum {string} */
            type: "deposit" | "withdrawal" | "transfer" | "merchantpay" | "disbursement" | "adjustment" | "reversal";
            amount: components["schemas"]["Amount"];
            currency: string;
            debitParty: components["schemas"]["Parties"];
            creditParty: components["schemas"]["Parties"];
            /** Format: date-time */
            creationDate: string;
            /** Format: date-time */
            modificationDate: string;
            descriptionText?: string;
            requestingOrganisationTransactionReference?: string;
            requestDate?: string;
            /** Format: uuid */
            originalTransactionReference?: string;
            /** @description Reçu du mouvement dans le compte que l’appelant peut lire, `<rang>.<empreinte>` */
            transactionReceipt?: string;
        };
        StatementEntry: {
            /** @description Référence de l’opération ; de l’ouverture, celle de l’événement qui a ouvert le compte */
            transactionReference: string;
            debitParty: components["schemas"]["Parties"];
            creditParty: components["schemas"]["Parties"];
            /** @enum {string} */
            transactionStatus: "completed";
            amount: components["schemas"]["Amount"];
            currency: string;
            /** @description Le mouvement, en français, vu du compte */
            displayType: string;
            descriptionText?: string;
            /**
             * Format: date-time
             * @description L’instant du mouvement
             */
            creationDate: string;
            /** @description Reçu du mouvement, `<rang>.<empreinte>` ; qui le garde peut vérifier un relevé plus tard */
            transactionReceipt: string;
            /**
             * @description Ce qu’il faut pour recalculer le reçu : `balanceAfter` (solde après le mouvement), `sequence` (son rang dans le compte),
             *     `nonce` (l’ouverture n’en a pas) et `type`
             */
            customData: {
                /** @enum {string} */
                key: "balanceAfter" | "sequence" | "nonce" | "type";
                value: string;
            }[];
        };
        /** @enum {string} */
        Status: "pending" | "completed" | "failed";
        RequestState: {
            /** Format: uuid */
            serverCorrelationId: string;
            /**
             * Format: uuid
             * @description Référence de l’opération
             */
            objectReference: string;
            status: components["schemas"]["Status"];
            /** @enum {string} */
            notificationMethod: "callback" | "polling";
            /**
             * Format: date-time
             * @description Jamais un verdict ; seul un état définitif en est un
             */
            expiryTime: string;
            pollLimit: number;
            error?: components["schemas"]["ErrorObject"];
        };
        /** @description Objet d’erreur de l’API Mobile Money de la GSMA */
        ErrorObject: {
            errorCategory: string;
            errorCode: string;
            errorDescription?: string;
            /** Format: date-time */
            errorDateTime?: string;
            errorParameters?: components["schemas"]["ErrorParameters"];
        };
        ErrorParameters: {
            key: string;
            value: string;
        }[];
        ResponseLink: {
            link: string;
        };
        Heartbeat: {
            /** @enum {string} */
            serviceStatus: "available" | "degraded" | "unavailable";
        };
        AccountStatus: {
            /** @enum {string} */
            accountStatus: "available" | "unavailable";
        };
        Balance: {
            /** @enum {string} */
            accountStatus: "available" | "unavailable";
            currentBalance: components["schemas"]["Amount"];
            availableBalance: components["schemas"]["Amount"];
            reservedBalance: components["schemas"]["Amount"];
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
            code: "MSISDN_INVALID" | "BAD_REQUEST" | "FORMAT_ERROR" | "MANDATORY_VALUE_NOT_SUPPLIED" | "LENGTH_ERROR" | "NEGATIVE_VALUE" | "CURRENCY_NOT_SUPPORTED" | "INVALID_OFFSET" | "TRANSACTION_TYPE_ERROR" | "SAME_PARTIES_ERROR" | "LESS_THAN_TRANSACTION_MIN_VALUE" | "GREATER_THAN_TRANSACTION_MAX_VALUE" | "INCORRECT_STATE" | "DUPLICATE_REQUEST" | "UNSUPPORTED_MEDIA_TYPE" | "UNAUTHORIZED" | "FORBIDDEN" | "NOT_FOUND" | "TOO_MANY_REQUESTS" | "INTERNAL_ERROR" | "UNAVAILABLE";
            /** @description Phrase en français, pour les personnes */
            message: string;
            /** @description Catégorie de la cause, au sens de l’API GSMA Mobile Money */
            errorCategory?: string;
            /** @description Cause, au sens de l’API GSMA Mobile Money */
            errorCode?: string;
            /** @description Le même texte que `message` */
            errorDescription?: string;
            /** Format: date-time */
            errorDateTime?: string;
            errorParameters?: components["schemas"]["ErrorParameters"];
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
        /** @description Le solde du compte */
        Balance: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Cache-Control": components["headers"]["NoStore"];
                "X-Date": components["headers"]["Date"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Balance"];
            };
        };
        /** @description L’état du compte */
        AccountStatus: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Cache-Control": components["headers"]["NoStore"];
                "X-Date": components["headers"]["Date"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["AccountStatus"];
            };
        };
        /** @description L’opération est acceptée, ou l’avait déjà été */
        RequestAccepted: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Cache-Control": components["headers"]["NoStore"];
                "X-Date": components["headers"]["Date"];
                "Retry-After": components["headers"]["RetryAfter"];
                "Idempotency-Hit": components["headers"]["IdempotencyHit"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["RequestState"];
            };
        };
        /** @description L’état de la demande */
        RequestState: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Cache-Control": components["headers"]["NoStore"];
                "X-Date": components["headers"]["Date"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["RequestState"];
            };
        };
        /** @description L’opération */
        Transaction: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Cache-Control": components["headers"]["NoStore"];
                "X-Date": components["headers"]["Date"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Transaction"];
            };
        };
        /** @description Une page du relevé */
        StatementEntries: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Cache-Control": components["headers"]["NoStore"];
                "X-Date": components["headers"]["Date"];
                "X-Records-Available-Count": components["headers"]["RecordsAvailable"];
                "X-Records-Returned-Count": components["headers"]["RecordsReturned"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["StatementEntry"][];
            };
        };
        /** @description Un mouvement du compte */
        StatementEntry: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Cache-Control": components["headers"]["NoStore"];
                "X-Date": components["headers"]["Date"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["StatementEntry"];
            };
        };
        /** @description Une page des opérations du compte */
        Transactions: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Cache-Control": components["headers"]["NoStore"];
                "X-Date": components["headers"]["Date"];
                "X-Records-Available-Count": components["headers"]["RecordsAvailable"];
                "X-Records-Returned-Count": components["headers"]["RecordsReturned"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Transaction"][];
            };
        };
        /** @description Le lien vers l’opération */
        ResponseLink: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Cache-Control": components["headers"]["NoStore"];
                "X-Date": components["headers"]["Date"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ResponseLink"];
            };
        };
        /** @description L’état du service */
        Heartbeat: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Cache-Control": components["headers"]["NoStore"];
                "X-Date": components["headers"]["Date"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Heartbeat"];
            };
        };
        /** @description Une valeur n’a pas la forme attendue ou n’est pas permise ; rien n’a été accepté */
        LedgerInvalid: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Cache-Control": components["headers"]["NoStore"];
                "X-Date": components["headers"]["Date"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Compte, opération ou demande inconnus de cet appelant, ou adresse inconnue */
        UnknownItem: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Cache-Control": components["headers"]["NoStore"];
                "X-Date": components["headers"]["Date"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Cette clé a déjà servi pour une autre demande */
        Conflict: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Cache-Control": components["headers"]["NoStore"];
                "X-Date": components["headers"]["Date"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
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
        /** @description Toujours `msisdn` */
        IdentifierType: "msisdn";
        /**
         * @description Numéro de l’abonné, dans toutes les écritures de `msisdn`
         * @example 224622000001
         */
        Identifier: string;
        /** @description Genre de l’opération */
        TransactionType: "deposit" | "withdrawal" | "transfer" | "merchantpay" | "disbursement" | "adjustment";
        /**
         * @description Référence de l’opération
         * @example 5f6f3f0a-6a0e-5d27-9d3b-0c9f2a9f1c11
         */
        TransactionReference: string;
        /**
         * @description Référence de l’opération, ou celle que le relevé donne à l’ouverture du compte
         * @example 5f6f3f0a-6a0e-5d27-9d3b-0c9f2a9f1c11
         */
        StatementReference: string;
        /**
         * @description Numéro du compte ; obligatoire si le jeton n’est lié à aucun numéro
         * @example 224622000001
         */
        StatementMsisdn: string;
        /** @description Nombre d’éléments de la page */
        Limit: number;
        /** @description Nombre d’éléments plus récents à passer. Égal au nombre d’éléments, il donne une liste vide ; plus grand, 400 */
        Offset: number;
        /**
         * @description Premier instant (RFC 3339, avec l’heure), compris
         * @example 2026-11-01T00:00:00Z
         */
        FromDateTime: string;
        /**
         * @description Dernier instant (RFC 3339, avec l’heure), compris
         * @example 2026-11-30T23:59:59.999Z
         */
        ToDateTime: string;
        /**
         * @description Un relevé n’a que des opérations `completed` ; toute autre valeur donne une liste vide
         * @example completed
         */
        ListedStatus: string;
        /**
         * @description Le `serverCorrelationId` de l’état d’une demande ; c’est la référence de l’opération
         * @example 5f6f3f0a-6a0e-5d27-9d3b-0c9f2a9f1c11
         */
        ServerCorrelationId: string;
        /**
         * @description Le `X-CorrelationID` de la demande
         * @example 7a1c2f9e-4b5d-4c8e-9f10-3d2b1a0c9e8f
         */
        ClientCorrelationIdInPath: string;
        /**
         * @description Obligatoire : la clé de la demande, un UUID choisi par l’appelant. La même clé avec la même demande rend la même
         *     opération ; avec une autre demande, 409.
         * @example 7a1c2f9e-4b5d-4c8e-9f10-3d2b1a0c9e8f
         */
        ClientCorrelationId: string;
        /** @description Adresse https, parmi les hôtes convenus, à laquelle l’état définitif est envoyé (PUT) */
        CallbackUrl: string;
    };
    requestBodies: {
        Transaction: {
            content: {
                "application/json": components["schemas"]["TransactionRequest"];
            };
        };
        Reversal: {
            content: {
                "application/json": components["schemas"]["ReversalRequest"];
            };
        };
    };
    headers: {
        /** @description Identifiant de la demande */
        CorrelationId: string;
        /** @description Toujours `no-store`, un solde ne se garde pas */
        NoStore: string;
        /** @description Secondes à attendre avant de réessayer */
        RetryAfter: string;
        /** @description L’heure du serveur (RFC 3339) */
        Date: string;
        /** @description Nombre d’éléments de la liste entière, dans ses dates */
        RecordsAvailable: string;
        /** @description Nombre d’éléments de cette page */
        RecordsReturned: string;
        /** @description `true` quand cette demande avait déjà été acceptée */
        IdempotencyHit: "true";
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
    getAccountBalance: {
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
                /** @description Toujours `msisdn` */
                identifierType: components["parameters"]["IdentifierType"];
                /**
                 * @description Numéro de l’abonné, dans toutes les écritures de `msisdn`
                 * @example 224622000001
                 */
                identifier: components["parameters"]["Identifier"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Balance"];
            400: components["responses"]["LedgerInvalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownItem"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    getAccountStatus: {
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
                /** @description Toujours `msisdn` */
                identifierType: components["parameters"]["IdentifierType"];
                /**
                 * @description Numéro de l’abonné, dans toutes les écritures de `msisdn`
                 * @example 224622000001
                 */
                identifier: components["parameters"]["Identifier"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["AccountStatus"];
            400: components["responses"]["LedgerInvalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownItem"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    listStatementEntries: {
        parameters: {
            query?: {
                /** @description Nombre d’éléments de la page */
                limit?: components["parameters"]["Limit"];
                /** @description Nombre d’éléments plus récents à passer. Égal au nombre d’éléments, il donne une liste vide ; plus grand, 400 */
                offset?: components["parameters"]["Offset"];
                /**
                 * @description Premier instant (RFC 3339, avec l’heure), compris
                 * @example 2026-11-01T00:00:00Z
                 */
                fromDateTime?: components["parameters"]["FromDateTime"];
                /**
                 * @description Dernier instant (RFC 3339, avec l’heure), compris
                 * @example 2026-11-30T23:59:59.999Z
                 */
                toDateTime?: components["parameters"]["ToDateTime"];
                /**
                 * @description Un relevé n’a que des opérations `completed` ; toute autre valeur donne une liste vide
                 * @example completed
                 */
                transactionStatus?: components["parameters"]["ListedStatus"];
            };
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
                /** @description Toujours `msisdn` */
                identifierType: components["parameters"]["IdentifierType"];
                /**
                 * @description Numéro de l’abonné, dans toutes les écritures de `msisdn`
                 * @example 224622000001
                 */
                identifier: components["parameters"]["Identifier"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["StatementEntries"];
            400: components["responses"]["LedgerInvalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownItem"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    listAccountTransactions: {
        parameters: {
            query?: {
                /** @description Nombre d’éléments de la page */
                limit?: components["parameters"]["Limit"];
                /** @description Nombre d’éléments plus récents à passer. Égal au nombre d’éléments, il donne une liste vide ; plus grand, 400 */
                offset?: components["parameters"]["Offset"];
                /**
                 * @description Premier instant (RFC 3339, avec l’heure), compris
                 * @example 2026-11-01T00:00:00Z
                 */
                fromDateTime?: components["parameters"]["FromDateTime"];
                /**
                 * @description Dernier instant (RFC 3339, avec l’heure), compris
                 * @example 2026-11-30T23:59:59.999Z
                 */
                toDateTime?: components["parameters"]["ToDateTime"];
                /**
                 * @description Un relevé n’a que des opérations `completed` ; toute autre valeur donne une liste vide
                 * @example completed
                 */
                transactionStatus?: components["parameters"]["ListedStatus"];
            };
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
                /** @description Toujours `msisdn` */
                identifierType: components["parameters"]["IdentifierType"];
                /**
                 * @description Numéro de l’abonné, dans toutes les écritures de `msisdn`
                 * @example 224622000001
                 */
                identifier: components["parameters"]["Identifier"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Transactions"];
            400: components["responses"]["LedgerInvalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownItem"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    getStatementEntry: {
        parameters: {
            query?: {
                /**
                 * @description Numéro du compte ; obligatoire si le jeton n’est lié à aucun numéro
                 * @example 224622000001
                 */
                msisdn?: components["parameters"]["StatementMsisdn"];
            };
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
                 * @description Référence de l’opération, ou celle que le relevé donne à l’ouverture du compte
                 * @example 5f6f3f0a-6a0e-5d27-9d3b-0c9f2a9f1c11
                 */
                transactionReference: components["parameters"]["StatementReference"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["StatementEntry"];
            400: components["responses"]["LedgerInvalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownItem"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    requestTransaction: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Obligatoire : la clé de la demande, un UUID choisi par l’appelant. La même clé avec la même demande rend la même
                 *     opération ; avec une autre demande, 409.
                 * @example 7a1c2f9e-4b5d-4c8e-9f10-3d2b1a0c9e8f
                 */
                "X-CorrelationID"?: components["parameters"]["ClientCorrelationId"];
                /** @description Adresse https, parmi les hôtes convenus, à laquelle l’état définitif est envoyé (PUT) */
                "X-Callback-URL"?: components["parameters"]["CallbackUrl"];
                /**
                 * @description Identifiant choisi par l’appelant pour retrouver sa demande, repris dans la réponse s’il a au plus 64 lettres sans
                 *     accent, chiffres, points, tirets ou soulignés, sans neuf chiffres de suite, numéro d’abonné ni jeton. Tout autre est sans effet :
                 *     l’API donne le sien.
                 * @example caisse-12.a7f3
                 */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                /** @description Genre de l’opération */
                transactionType: components["parameters"]["TransactionType"];
            };
            cookie?: never;
        };
        requestBody: components["requestBodies"]["Transaction"];
        responses: {
            202: components["responses"]["RequestAccepted"];
            400: components["responses"]["LedgerInvalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownItem"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    getTransaction: {
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
                 * @description Référence de l’opération
                 * @example 5f6f3f0a-6a0e-5d27-9d3b-0c9f2a9f1c11
                 */
                transactionReference: components["parameters"]["TransactionReference"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Transaction"];
            400: components["responses"]["LedgerInvalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownItem"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    requestReversal: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Obligatoire : la clé de la demande, un UUID choisi par l’appelant. La même clé avec la même demande rend la même
                 *     opération ; avec une autre demande, 409.
                 * @example 7a1c2f9e-4b5d-4c8e-9f10-3d2b1a0c9e8f
                 */
                "X-CorrelationID"?: components["parameters"]["ClientCorrelationId"];
                /** @description Adresse https, parmi les hôtes convenus, à laquelle l’état définitif est envoyé (PUT) */
                "X-Callback-URL"?: components["parameters"]["CallbackUrl"];
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
                 * @description Référence de l’opération
                 * @example 5f6f3f0a-6a0e-5d27-9d3b-0c9f2a9f1c11
                 */
                transactionReference: components["parameters"]["TransactionReference"];
            };
            cookie?: never;
        };
        requestBody: components["requestBodies"]["Reversal"];
        responses: {
            202: components["responses"]["RequestAccepted"];
            400: components["responses"]["LedgerInvalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownItem"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    getRequestState: {
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
                 * @description Le `serverCorrelationId` de l’état d’une demande ; c’est la référence de l’opération
                 * @example 5f6f3f0a-6a0e-5d27-9d3b-0c9f2a9f1c11
                 */
                serverCorrelationId: components["parameters"]["ServerCorrelationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["RequestState"];
            400: components["responses"]["LedgerInvalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownItem"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    getResponse: {
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
                 * @description Le `X-CorrelationID` de la demande
                 * @example 7a1c2f9e-4b5d-4c8e-9f10-3d2b1a0c9e8f
                 */
                clientCorrelationId: components["parameters"]["ClientCorrelationIdInPath"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["ResponseLink"];
            400: components["responses"]["LedgerInvalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownItem"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    getHeartbeat: {
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
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Heartbeat"];
            400: components["responses"]["LedgerInvalid"];
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

/** A French sentence for each refusal; an answer of the ledger brings its own where it says it more exactly. */
export const PROBLEM_MESSAGES = {
    "FORMAT_ERROR": "Une valeur de la demande n’a pas la forme attendue.",
    "MSISDN_INVALID": "Ce numéro n’est pas un numéro d’abonné valide.",
    "MANDATORY_VALUE_NOT_SUPPLIED": "Une valeur obligatoire manque dans la demande.",
    "LENGTH_ERROR": "Une valeur de la demande est trop longue.",
    "NEGATIVE_VALUE": "Le montant ne peut pas être négatif.",
    "CURRENCY_NOT_SUPPORTED": "Seul le franc guinéen (GNF) est accepté.",
    "INVALID_OFFSET": "Le décalage demandé dépasse le nombre d’éléments.",
    "TRANSACTION_TYPE_ERROR": "Ce type d’opération n’est pas proposé.",
    "SAME_PARTIES_ERROR": "Le compte débité et le compte crédité sont le même.",
    "LESS_THAN_TRANSACTION_MIN_VALUE": "Le montant est inférieur au minimum autorisé.",
    "GREATER_THAN_TRANSACTION_MAX_VALUE": "Le montant est supérieur au maximum autorisé.",
    "INCORRECT_STATE": "L’opération d’origine ne peut pas être annulée pour ce montant.",
    "DUPLICATE_REQUEST": "Cet identifiant de demande a déjà servi pour une autre demande.",
    "UNAUTHORIZED": "Votre session n’est pas ou plus valide. Veuillez vous identifier de nouveau.",
    "FORBIDDEN": "Vous n’avez pas le droit de faire cette demande.",
    "NOT_FOUND": "Cette adresse n’existe pas.",
    "TOO_MANY_REQUESTS": "Trop de demandes. Veuillez réessayer dans un instant.",
    "INTERNAL_ERROR": "Une erreur est survenue de notre côté. Veuillez réessayer plus tard.",
    "UNAVAILABLE": "Le service est momentanément indisponible. Veuillez réessayer dans un instant.",
    "BAD_REQUEST": "La requête est mal formée.",
    "UNSUPPORTED_MEDIA_TYPE": "Ce type de contenu n’est pas pris en charge."
} as const;
