import { createServer } from 'node:http';
import { parseJson, type AwsAnswer } from '../aws-proxy/aws-call.ts';
import { awsError } from '../aws-proxy/aws-errors.ts';
import { readBody } from '../http/body.ts';
import { listen, type Listening } from '../http/listen.ts';

/** Systems Manager's parameter store, as far as a function or an operator with the AWS CLI uses it. */
export interface ParameterStore {
  put(name: string, value: string, type?: string): number;
  /** The value in clear, or undefined where the store lacks it. */
  read(name: string): string | undefined;
  /** Answers one operation of the JSON 1.1 protocol. */
  answer(operation: string, input: Record<string, unknown>): AwsAnswer;
}

interface Parameter {
  readonly Name: string;
  readonly Type: string;
  readonly Value: string;
  readonly Version: number;
  readonly LastModifiedDate: number;
  readonly ARN: string;
  readonly DataType: 'text';
}

/** A parameter store in memory. */
export function createParameterStore(region: string, now: () => number): ParameterStore {
  const parameters = new Map<string, Parameter>();
  const put = (name: string, value: string, type = 'SecureString'): number => {
    const version = (parameters.get(name)?.Version ?? 0) + 1;
    const arn = `arn:aws:ssm:${region}:000000000000:parameter/${name.replace(/^\//, '')}`;
    parameters.set(name, {
      Name: name,
      Type: type,
      Value: value,
      Version: version,
      LastModifiedDate: now() / 1000,
      ARN: arn,
      DataType: 'text',
    });
    return version;
  };
  const operations = operationsOn(parameters, put);
  return {
    put,
    read: (name) => parameters.get(name)?.Value,
    answer: (operation, input) =>
      operations.get(operation)?.(input) ??
      refuse(
        'UnknownOperationException',
        `The local parameter store has no ${operation}; it has ${[...operations.keys()].join(', ')}.`,
      ),
  };
}

/** Serves the store over HTTP, where the AWS endpoint finds it. */
export function startParameterStore(store: ParameterStore): Promise<Listening> {
  return listen(
    createServer((request, response) => {
      void readBody(request).then((body) => {
        const answer = store.answer(
          String(request.headers['x-amz-target']).split('.').pop() ?? '',
          parseJson(body),
        );
        response.writeHead(answer.status, answer.headers as Record<string, string>).end(answer.body);
      });
    }),
  );
}

type Operation = (input: Record<string, unknown>) => AwsAnswer;

function operationsOn(
  parameters: ReadonlyMap<string, Parameter>,
  put: ParameterStore['put'],
): ReadonlyMap<string, Operation> {
  return new Map<string, Operation>([
    [
      'GetParameter',
      (input) => {
        const found = parameters.get(String(input['Name']));
        return found === undefined
          ? refuse('ParameterNotFound', '')
          : ok({ Parameter: shown(found, input['WithDecryption'] === true) });
      },
    ],
    [
      'GetParameters',
      (input) => {
        const names = Array.isArray(input['Names']) ? input['Names'].map(String) : [];
        const found = names.flatMap((name) => parameters.get(name) ?? []);
        return ok({
          Parameters: found.map((parameter) => shown(parameter, input['WithDecryption'] === true)),
          InvalidParameters: names.filter((name) => !parameters.has(name)),
        });
      },
    ],
    ['PutParameter', (input) => putParameter(input, parameters, put)],
    [
      'DescribeParameters',
      () => ok({ Parameters: [...parameters.values()].map(({ Value: _value, ...described }) => described) }),
    ],
  ]);
}

function putParameter(
  { Name: name, Value: value, Type: type, Overwrite: overwrite }: Record<string, unknown>,
  parameters: ReadonlyMap<string, Parameter>,
  put: ParameterStore['put'],
): AwsAnswer {
  if (typeof name !== 'string' || typeof value !== 'string' || value === '')
    return refuse('ValidationException', 'Name and Value are required.');
  const existing = parameters.get(name);
  if (existing !== undefined && overwrite !== true)
    return refuse(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  const version = put(name, value, typeof type === 'string' ? type : (existing?.Type ?? 'String'));
  return ok({ Version: version, Tier: 'Standard' });
}

// Without decryption a SecureString shows its ciphertext: something that is not the secret.
function shown(parameter: Parameter, decrypted: boolean): Parameter {
  if (decrypted || parameter.Type !== 'SecureString') return parameter;
  return { ...parameter, Value: `kms:local:${parameter.Name}:${parameter.Version}` };
}

function ok(output: object): AwsAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: Buffer.from(JSON.stringify(output)),
  };
}

function refuse(code: string, message: string): AwsAnswer {
  return awsError({ protocol: 'json', service: 'ssm' }, 400, code, message);
}
