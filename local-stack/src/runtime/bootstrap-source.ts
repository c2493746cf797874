/**
 * The runtime client that runs inside every execution environment, as source text: the host writes it into a
 * temporary folder beside the unpacked code, so it needs no path inside this repository and works the same
 * under Node's type stripping and under jest's CommonJS.
 *
 * It speaks Lambda's runtime API (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html) and follows
 * Lambda's own Node.js client (https://github.com/aws/aws-lambda-nodejs-runtime-interface-client): the order
 * in which `app.js`, `app.mjs` and `app.cjs` are looked for, the error types, `null` for a handler whose event
 * loop runs dry. CommonJS, because an ESM import of `node:http` also loads undici and slows each cold start.
 */
export const BOOTSTRAP_SOURCE = String.raw`'use strict';
const http = require('node:http');
const path = require('node:path');
const fs = require('node:fs');
const { pathToFileURL } = require('node:url');

const env = process.env;
const [authority, ...prefix] = env.AWS_LAMBDA_RUNTIME_API.split('/');
const [hostname, port] = authority.split(':');
const base = '/' + [...prefix, '2018-06-01', 'runtime', ''].join('/');
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
let current;

// The pipe closes when the host goes away, however it went: an environment never outlives its host.
process.stdin.on('end', () => process.exit(1)).on('error', () => process.exit(1)).resume();
process.stdin.unref();

function call(method, pathname, headers, body, done) {
  const request = http.request({ agent, hostname, port, method, path: base + pathname, headers }, (response) => {
    const chunks = [];
    response.on('data', (chunk) => chunks.push(chunk));
    response.on('end', () => done(response.headers, Buffer.concat(chunks).toString('utf8')));
    response.on('error', () => process.exit(1));
  });
  request.on('error', () => process.exit(1));
  request.end(body);
}

function post(pathname, headers, text, done) {
  const body = Buffer.from(text, 'utf8');
  const memory = Math.ceil(process.resourceUsage().maxRSS / 1024);
  call('POST', pathname, { 'Content-Type': 'application/json', 'Content-Length': body.length, 'Local-Max-Memory-Mb': memory, ...headers }, body, done);
}

function describe(error, errorType) {
  if (error instanceof Error || (error && typeof error.message === 'string' && typeof error.stack === 'string')) {
    return { errorType: errorType || error.name, errorMessage: String(error.message), trace: String(error.stack).split('\n') };
  }
  return { errorType: errorType || typeof error, errorMessage: String(error), trace: [] };
}

function logError(problem) {
  const { trace, ...rest } = problem;
  const requestId = current && current.id;
  console.log(JSON.stringify({ timestamp: new Date().toISOString(), level: 'ERROR', message: 'Invoke Error', requestId, ...rest, stackTrace: trace }));
}

function postError(pathname, problem, done) {
  logError(problem);
  post(pathname, { 'Lambda-Runtime-Function-Error-Type': encodeURIComponent(problem.errorType) }, JSON.stringify(problem), done);
}

function succeed(invocation, value) {
  if (invocation !== current) return;
  let text;
  try {
    text = JSON.stringify(value) || 'null';
  } catch {
    return fail(invocation, new Error('Unable to stringify response body'));
  }
  current = undefined;
  post('invocation/' + invocation.id + '/response', {}, text, next);
}

function fail(invocation, error, errorType, done) {
  if (invocation !== current) return;
  const problem = describe(error, errorType);
  postError('invocation/' + invocation.id + '/error', problem, done || next);
  current = undefined;
}

// Lambda's client reports an uncaught error as the invocation's and ends the environment.
function fatal(errorType, exitCode) {
  return (error) => {
    if (current) return fail(current, error, errorType, () => process.exit(exitCode));
    logError(describe(error, errorType));
    process.exit(exitCode);
  };
}
process.on('uncaughtException', fatal(undefined, 129));
process.on('unhandledRejection', fatal('Runtime.UnhandledPromiseRejection', 128));
process.on('beforeExit', () => current && current.whenIdle());

async function load() {
  const match = /^([^.]*)\.(.+)$/.exec(path.basename(env._HANDLER));
  if (!match) throw Object.assign(new Error('Bad handler'), { name: 'Runtime.MalformedHandlerName' });
  const file = path.resolve(env.LAMBDA_TASK_ROOT, path.dirname(env._HANDLER), match[1]);
  const loaded = await loadModule(file);
  const handler = match[2].split('.').reduce((object, key) => object && object[key], loaded);
  if (typeof handler !== 'function') {
    throw Object.assign(new Error(env._HANDLER + ' is undefined or not exported'), { name: 'Runtime.HandlerNotFound' });
  }
  return handler;
}

async function loadModule(file) {
  const esm = isEsmPackage(path.dirname(file));
  if (!esm && fs.existsSync(file + '.js')) return require(file + '.js');
  for (const extension of esm ? ['.js', '.mjs'] : ['.mjs']) {
    if (fs.existsSync(file + extension)) return import(pathToFileURL(file + extension).href);
  }
  if (fs.existsSync(file + '.cjs')) return require(file + '.cjs');
  throw Object.assign(new Error("Error: Cannot find module '" + path.basename(file) + "'"), { name: 'Runtime.ImportModuleError' });
}

function isEsmPackage(folder) {
  try {
    return JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')).type === 'module';
  } catch {
    return false;
  }
}

function initErrorType(error) {
  if (!error) return undefined;
  if (error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_MODULE_NOT_FOUND') return 'Runtime.ImportModuleError';
  return error instanceof SyntaxError ? 'Runtime.UserCodeSyntaxError' : undefined;
}

let handler;
function next() {
  call('GET', 'invocation/next', {}, undefined, invoke);
}

function invoke(headers, body) {
  env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const context = {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  const invocation = { id: context.awsRequestId, whenIdle: () => succeed(invocation, null) };
  current = invocation;
  const callback = (error, value) => {
    const finish = () => (error === undefined || error === null ? succeed(invocation, value) : fail(invocation, error));
    if (context.callbackWaitsForEmptyEventLoop) invocation.whenIdle = finish;
    else finish();
  };
  try {
    const answer = handler(JSON.parse(body), context, callback);
    if (answer && typeof answer.then === 'function') answer.then((value) => succeed(invocation, value), (error) => fail(invocation, error));
  } catch (error) {
    fail(invocation, error);
  }
}

load().then(
  (loaded) => {
    handler = loaded;
    next();
  },
  (error) => postError('init/error', describe(error, initErrorType(error)), () => process.exit(1)),
);
`;
