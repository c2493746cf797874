import type { AuthorizerContext } from './caller.ts';
import type { Headers } from './correlation.ts';

/** The parts of a REST API's proxy event that this function reads; any of them may be missing. */
export interface AccountInfoEvent {
  readonly pathParameters?: Readonly<Record<string, string | undefined>> | null;
  readonly headers?: Headers;
  readonly requestContext?: null | {
    readonly requestId?: string;
    readonly extendedRequestId?: string;
    readonly authorizer?: AuthorizerContext;
  };
}
