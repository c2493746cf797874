import { ACCOUNT_VIEWS } from '../../../../lambda-src/get-account-info/src/account-views.ts';
import { ROUTES as STATEMENT_ROUTES } from '../../../../lambda-src/get-account-statement/src/handler.ts';
import { ROUTES as TRANSACTION_ROUTES } from '../../../../lambda-src/get-transaction/src/routes.ts';
import { readApiDefinition } from '../../../src/gateway/definition.ts';
import { invocationUri, renderedApi } from './rendered-api.ts';

describe('each function behind several routes', () => {
  it.each([
    ['get-account-info', ['/get-account-info/msisdn/{msisdn}', ...ACCOUNT_VIEWS.keys()]],
    ['get-account-statement', [...STATEMENT_ROUTES.keys()]],
    ['get-transaction', [...TRANSACTION_ROUTES.keys()]],
  ])('knows the routes that the definition gives it, and no other: %s', (name, known) => {
    const { routes } = readApiDefinition(renderedApi());
    const given = routes.filter(
      ({ integration }) => integration.kind === 'function' && integration.uri === invocationUri(name),
    );
    expect(known.toSorted()).toEqual(given.map(({ resource }) => resource).toSorted());
  });
});
