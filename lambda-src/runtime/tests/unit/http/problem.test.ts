import { COMMON_PROBLEMS, jsonAnswer, problemAnswer } from '../../../src/http/problem.ts';

const COMMON = { 'Cache-Control': 'no-store', 'X-Correlation-Id': 'call-1' };

describe('a problem', () => {
  it.each([
    ['unauthorized', 401, 'Unauthorized', 'UNAUTHORIZED'],
    ['forbidden', 403, 'Forbidden', 'FORBIDDEN'],
    ['internal-error', 500, 'Internal Server Error', 'INTERNAL_ERROR'],
    ['unavailable', 503, 'Service Unavailable', 'UNAVAILABLE'],
  ] as const)('%s is %d %s %s', (kind, status, title, code) => {
    const answer = problemAnswer(COMMON_PROBLEMS[kind], COMMON);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers).toMatchObject({ ...COMMON, 'Content-Type': 'application/problem+json' });
    const message = expect.any(String) as string;
    expect(JSON.parse(answer.body)).toEqual({ type: 'about:blank', title, status, code, message });
  });

  it('says when to come again where that helps, and how to identify where that is missing', () => {
    const headersOf = (kind: keyof typeof COMMON_PROBLEMS) =>
      problemAnswer(COMMON_PROBLEMS[kind], COMMON).headers;
    expect(headersOf('unavailable')).toMatchObject({
      'Retry-After': expect.stringMatching(/^[1-9]\d*$/) as string,
    });
    expect(headersOf('unauthorized')).toMatchObject({ 'WWW-Authenticate': 'Bearer error="invalid_token"' });
    expect(headersOf('internal-error')).not.toHaveProperty('Retry-After');
  });

  it('may have members and headers of its own', () => {
    const problem = {
      status: 409,
      code: 'DUPLICATE_REQUEST',
      message: 'Déjà reçu.',
      headers: { 'X-Date': 'now' },
      members: { errorCategory: 'businessRule' },
    };
    const answer = problemAnswer(problem, COMMON);
    expect(answer.headers).toMatchObject({ ...COMMON, 'X-Date': 'now' });
    expect(JSON.parse(answer.body)).toMatchObject({ title: 'Conflict', errorCategory: 'businessRule' });
  });
});

describe('an answer in JSON', () => {
  it.each([
    [undefined, 200],
    [202, 202],
  ])('of status %j', (status, expected) => {
    expect(jsonAnswer({ a: 1 }, COMMON, status)).toEqual({
      statusCode: expected,
      headers: { ...COMMON, 'Content-Type': 'application/json' },
      body: '{"a":1}',
    });
  });
});
