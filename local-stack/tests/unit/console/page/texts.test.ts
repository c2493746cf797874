import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../../../..');
const PUBLIC = path.join(ROOT, 'local-stack/src/console/page/public');

/** The page's files are for browsers, so they are read as text here. */
function setup() {
  const read = (name: string): string => readFileSync(path.join(PUBLIC, name), 'utf8');
  const names = (file: string): string[] =>
    [...read(file).matchAll(/^ {2}'?([\w.-]+)'?:/gm)].map(([, name]) => name!).sort();
  const french = names('texts.fr.js');
  const english = names('texts.en.js');
  const scripts = readdirSync(PUBLIC).filter((name) => name.endsWith('.js'));
  return { french, english, html: read('index.html'), scripts: scripts.map(read).join('\n') };
}

describe('the texts of the page', () => {
  it('are the same in both languages', () => {
    const { french, english } = setup();
    expect(french.length).toBeGreaterThan(100);
    expect(english).toEqual(french);
  });

  it('have a sentence for every reason that the authorizer may give', () => {
    const { french } = setup();
    const source = readFileSync(path.join(ROOT, 'lambda-src/authorizer/src/token-refused.ts'), 'utf8');
    const reasons = [...source.matchAll(/^ {2}\| '([a-z0-9-]+)'/gm)].map(([, reason]) => `reason.${reason}`);
    expect(reasons.length).toBeGreaterThan(10);
    expect(french).toEqual(expect.arrayContaining(reasons));
  });

  it('have words for every reason why a message is not an event of ours', () => {
    const { french } = setup();
    const domain = (name: string): string =>
      readFileSync(path.join(ROOT, 'lambda-src/domain/src', name), 'utf8');
    const types = [
      /type NotOurEnvelope =([^;]*);/.exec(domain('cloud-event.ts'))?.[1],
      /type NotOurEvent =([^;]*);/.exec(domain('account-requested.ts'))?.[1],
    ];
    const reasons = [...types.join().matchAll(/'([a-z0-9.-]+)'/g)].map(([, reason]) => `letter.${reason}`);
    expect(reasons.length).toBeGreaterThan(5);
    expect(french).toEqual(expect.arrayContaining(reasons));
  });

  it('hold every name that the document and the scripts ask for', () => {
    const { french, html, scripts } = setup();
    const asked = [
      ...[...html.matchAll(/data-t(?:-label)?="([^"]+)"/g)].map(([, name]) => name!),
      ...[...scripts.matchAll(/\bt\('([^']+)'/g)].map(([, name]) => name!),
    ];
    expect(asked.length).toBeGreaterThan(50);
    expect(french).toEqual(expect.arrayContaining(asked));
  });

  it('stand in the document in French before any script runs', () => {
    const { html } = setup();
    expect(html).toContain('<html lang="fr">');
    expect(html).toContain('Demandez un solde');
  });
});
