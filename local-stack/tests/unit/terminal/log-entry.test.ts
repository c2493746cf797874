import { readLogDocument, readLogEntry } from '../../../src/terminal/log-entry.ts';

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln';

describe('readLogEntry', () => {
  it('reads a structured line, without what every line repeats', () => {
    const line = {
      level: 'INFO',
      message: 'Answered',
      timestamp: '2026-11-25T03:00:00.000Z',
      service: 'x',
      sampling_rate: 0,
      xray_trace_id: '1-2-3',
      outcome: 'found',
    };
    expect(readLogEntry(JSON.stringify(line))).toEqual({
      kind: 'structured',
      level: 'INFO',
      message: 'Answered',
      fields: { outcome: 'found' },
    });
  });

  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
  it('reads a metric document', () => {
    const document = {
      _aws: {
        Timestamp: 1,
        CloudWatchMetrics: [
          {
            Namespace: 'n',
            Dimensions: [['service', 'Channel']],
            Metrics: [{ Name: 'WelcomeSent', Unit: 'Count' }],
          },
        ],
      },
      service: 's',
      Channel: 'sms',
      WelcomeSent: 1,
    };
    expect(readLogEntry(JSON.stringify(document))).toEqual({
      kind: 'metrics',
      metrics: [{ name: 'WelcomeSent', value: 1 }],
      dimensions: { Channel: 'sms' },
    });
  });

  it.each([
    'plain words',
    '{ not json',
    '[1]',
    '{}',
    '{"level":3}',
    '{"_aws":{}}',
    '{"_aws":{"CloudWatchMetrics":[null]}}',
    '{"_aws":{"CloudWatchMetrics":[{"Metrics":5,"Dimensions":null}]}}',
  ])('takes %s for text', (line) => {
    expect(readLogEntry(line)).toEqual({ kind: 'text', text: line });
  });

  it('shows no token and no full number, in whatever form it comes', () => {
    const inField = readLogEntry(
      JSON.stringify({ level: 'ERROR', message: `for 224622000001`, error: { message: `Bearer ${TOKEN}` } }),
    );
    const inText = readLogEntry(`Error: 224622000001 with ${TOKEN}`);
    const inJson = readLogEntry(JSON.stringify({ number: '224622000001', token: TOKEN }));
    const document = readLogDocument(JSON.stringify({ number: '224622000001', token: TOKEN }));
    const text = readLogDocument(`224622000001 ${TOKEN}`);
    for (const shown of [inField, inText, inJson, document, text].map((value) => JSON.stringify(value))) {
      expect(shown).not.toContain('622000001');
      expect(shown).not.toContain('eyJ');
      expect(shown).toMatch(/224\*{7}01/);
    }
  });
});
