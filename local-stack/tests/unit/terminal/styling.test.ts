import { createPaint, harmless, wantsColour } from '../../../src/terminal/styling.ts';

describe('createPaint', () => {
  it('colours where colours are wanted, whatever the stream is', () => {
    expect(createPaint(true)('green', '200')).toBe('\u001b[32m200\u001b[39m');
  });

  it('leaves text alone where they are not', () => {
    expect(createPaint(false)('green', '200')).toBe('200');
  });
});

describe('wantsColour', () => {
  it.each([
    ['a terminal', {}, true, true],
    ['a pipe', {}, false, false],
    ['NO_COLOR on a terminal', { NO_COLOR: '1' }, true, false],
    ['an empty NO_COLOR on a terminal', { NO_COLOR: '' }, true, true],
    ['NO_COLOR and FORCE_COLOR', { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    ['FORCE_COLOR on a pipe', { FORCE_COLOR: '1' }, false, true],
    ['FORCE_COLOR=0 on a terminal', { FORCE_COLOR: '0' }, true, false],
    ['a dumb terminal', { TERM: 'dumb' }, true, false],
  ])('knows for %s', (_, env, isTerminal, expected) => {
    expect(wantsColour(env, isTerminal)).toBe(expected);
  });
});

describe('harmless', () => {
  it.each([
    ['an escape sequence', 'a\u001b[2Jb', 'a·[2Jb'],
    ['a forged line', 'a\r\nready http://evil', 'a··ready http://evil'],
    ['a C1 control', 'a\u009b31mb', 'a·31mb'],
    ['a turned direction', 'a\u202eb\u2066', 'a·b·'],
    ['a line separator', 'a\u2028b', 'a·b'],
  ])('shows %s as a mark', (_, text, expected) => {
    expect(harmless(text)).toBe(expected);
  });

  it('leaves French and other writing alone', () => {
    expect(harmless('Votre compte est créé — ߒߞߏ')).toBe('Votre compte est créé — ߒߞߏ');
  });
});
