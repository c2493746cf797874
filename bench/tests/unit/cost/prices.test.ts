import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readPrices } from '../../../src/cost/prices.ts';

describe('a price file', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'fintech-solution-prices-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is read where it is whole', () => {
    expect(readPrices(path.join(__dirname, '../../../prices/us-east-1.json'))).toHaveProperty(
      'region',
      'us-east-1',
    );
  });

  it('is asked for where there is none', () => {
    expect(() => readPrices(path.join(folder, 'none.json'))).toThrow('there is no price file');
  });

  it('is refused with every item that has no price', () => {
    const file = path.join(folder, 'incomplete.json');
    writeFileSync(file, '{"prices":{"kmsKeyMonth":{"usd":1,"per":1},"kmsRequest":{"usd":1,"per":0}}}');

    expect(() => readPrices(file)).toThrow(/has no price for apiGatewayRequest, .*kmsRequest, metricMonth/);
  });
});
