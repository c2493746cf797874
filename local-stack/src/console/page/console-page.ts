import { type IncomingMessage, type ServerResponse } from 'node:http';
import { send, sendJson, sendProblem } from '../../http/answer.ts';
import { readBody } from '../../http/body.ts';
import { parseObject } from '../../http/json.ts';
import { type Events } from '../../observed/events.ts';
import { type OutboxContents } from '../../observed/outbox.ts';
import { COMMON_HEADERS, MAIL_POLICY, PAGE_POLICY, REFERENCE_POLICY } from './content-security.ts';
import { createPageFiles } from './page-files.ts';
import { referenceDocument } from './reference-document.ts';
import { type TokenVerdict } from './token-verdict.ts';

/** What the page shows that is not in the JSON API. */
export interface PageDependencies {
  /** Folder of the repository. */
  readonly root: string;
  /** The rendered OpenAPI template, YAML. */
  readonly openApi: string;
  readonly events: Events;
  readonly outbox: { contents(): OutboxContents };
  readonly judgeToken: (pasted: string) => Promise<TokenVerdict>;
}

/** The half of `/_local/` that is for people: the page, its files, its live events, the reference, e-mails as seen. */
export interface ConsolePage {
  /** @param urlPath undecoded, without the query. @returns false where the path is not the page's. */
  handle(request: IncomingMessage, response: ServerResponse, urlPath: string): Promise<boolean>;
}

/** Longest text that may be pasted; API Gateway passes up to 10,240 bytes of headers. */
const MAX_PASTED_BYTES = 65_536;

const MAIL_PATH = /^\/_local\/mail\/(\d{1,9})$/;

/** Prepares the page; its files are found now and read when asked for. */
export function createPage({ root, openApi, events, outbox, judgeToken }: PageDependencies): ConsolePage {
  const findFile = createPageFiles(root);
  const document = referenceDocument(openApi);
  return {
    async handle(request, response, urlPath) {
      if (urlPath === '/_local/authorize') {
        if (!allows(request, response, ['POST'])) return true;
        await answerVerdict(request, response, judgeToken);
        return true;
      }
      const show = shows(urlPath, { findFile, document, events, outbox });
      if (show === undefined) return false;
      if (allows(request, response, ['GET', 'HEAD'])) await show(request, response);
      return true;
    },
  };
}

type Show = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

interface Shown extends Pick<PageDependencies, 'events' | 'outbox'> {
  readonly findFile: ReturnType<typeof createPageFiles>;
  readonly document: unknown;
}

function shows(urlPath: string, { findFile, document, events, outbox }: Shown): Show | undefined {
  if (urlPath === '/_local/events') return events.stream;
  if (urlPath === '/_local/openapi.json')
    return (_request, response) => sendJson(response, 200, document, COMMON_HEADERS);
  const mail = MAIL_PATH.exec(urlPath)?.[1];
  if (mail !== undefined) return (_request, response) => sendMail(response, outbox.contents(), Number(mail));
  const file = findFile(urlPath);
  if (file === undefined) return undefined;
  const policy = urlPath === '/_local/reference' ? REFERENCE_POLICY : PAGE_POLICY;
  return async (_request, response) => {
    const body = await file.read();
    response
      .writeHead(200, {
        ...COMMON_HEADERS,
        'content-security-policy': policy,
        'content-type': file.contentType,
        'content-length': body.length,
      })
      .end(body);
  };
}

async function answerVerdict(
  request: IncomingMessage,
  response: ServerResponse,
  judgeToken: PageDependencies['judgeToken'],
): Promise<void> {
  const token = await pastedToken(request);
  if (token === undefined)
    return sendProblem(response, 400, 'BAD_REQUEST', 'The body must be {"token": "…"}.');
  sendJson(response, 200, await judgeToken(token));
}

async function pastedToken(request: IncomingMessage): Promise<string | undefined> {
  const body = await readBody(request, MAX_PASTED_BYTES).catch(() => undefined);
  const token = parseObject(body?.toString('utf8') ?? '')?.['token'];
  return typeof token === 'string' ? token : undefined;
}

/** @param sequence the mail's place among all that were ever captured, from 1; older ones than the outbox keeps are gone. */
function sendMail(response: ServerResponse, { emails, counts }: OutboxContents, sequence: number): void {
  const mail = emails[sequence - 1 - (counts.emails - emails.length)];
  if (mail === undefined) return sendProblem(response, 404, 'NOT_FOUND', 'This e-mail is not kept any more.');
  send(response, 200, mail.html, {
    ...COMMON_HEADERS,
    'content-security-policy': MAIL_POLICY,
    'content-type': 'text/html; charset=utf-8',
  });
}

function allows(request: IncomingMessage, response: ServerResponse, methods: readonly string[]): boolean {
  if (methods.includes(request.method ?? '')) return true;
  response.setHeader('allow', methods.join(', '));
  sendProblem(response, 405, 'METHOD_NOT_ALLOWED', `Only ${methods.join(', ')}.`);
  return false;
}
