import {
  decodeMsisdn,
  GUINEA,
  isMsisdn,
  maskDigits,
  maskMsisdn,
  type Msisdn,
  type NumberingPlan,
  parseMsisdn,
} from '../../src/msisdn.ts';

const plan: NumberingPlan = {
  countryCode: GUINEA.countryCode,
  nationalPattern: new RegExp(`^(?:${GUINEA.nationalPattern})$`),
};

describe('a number in a path', () => {
  it.each([
    '224622000001',
    '+224622000001',
    '%2B224622000001',
    '00224622000001',
    '622000001',
    '224%20622%2000%2000%2001',
    '+224-622-00-00-01',
    '622.00.00.01',
    '00%20224%20622%20000%20001',
    '%36%32%32%30%30%30%30%30%31',
  ])('spelled %s is the one subscriber', (segment) => {
    expect(decodeMsisdn(segment, plan)).toBe('224622000001');
  });

  it.each(['60', '61', '62', '63', '65', '66'])('of the national range %s is a subscriber', (range) => {
    expect(decodeMsisdn(`${range}0000001`, plan)).toBe(`224${range}0000001`);
  });

  it.each([
    ['nothing', ''],
    ['a space', '%20'],
    ['a plus', '+'],
    ['a second escape', '2246220000%2531'],
    ['a second escape of the plus', '%252B224622000001'],
    ['half an escape', '22462200000%3'],
    ['a bad escape', '22462200000%zz'],
    ['an escape that is no UTF-8', '22462200000%ff'],
    ['an encoded slash', '224622000001%2F'],
    ['an encoded NUL', '224622000001%00'],
    ['a line feed at the end', '224622000001%0A'],
    ['a line feed at the start', '%0A224622000001'],
    ['a tab', '224%09622000001'],
    ['a no-break space', '224%C2%A0622000001'],
    ['a narrow no-break space', '224%E2%80%AF622000001'],
    ['an em space', '224%E2%80%83622000001'],
    ['a zero-width space', '224622000001%E2%80%8B'],
    ['Arabic-Indic digits', encodeURIComponent('٢٢٤٦٢٢٠٠٠٠٠١')],
    ['fullwidth digits', encodeURIComponent('２２４６２２０００００１')],
    ['mathematical digits', encodeURIComponent('𝟐𝟐𝟒𝟔𝟐𝟐𝟎𝟎𝟎𝟎𝟎𝟏')],
    ['a fullwidth plus', encodeURIComponent('＋224622000001')],
    ['an en dash', encodeURIComponent('224–622000001')],
    ['two separators', '224--622000001'],
    ['a separator at the start', '-224622000001'],
    ['a separator at the end', '224622000001.'],
    ['a space at the end', '224622000001%20'],
    ['a separator after the plus', '+-224622000001'],
    ['two plus signs', '++224622000001'],
    ['a plus inside', '224+622000001'],
    ['plus and double zero', '+00224622000001'],
    ['triple zero', '000224622000001'],
    ['a national number that claims to be international', '+622000001'],
    ['a national number after double zero', '00622000001'],
    ['the country code twice', '224224622000001'],
    ['a trunk zero', '0622000001'],
    ['eight national digits', '62200000'],
    ['ten national digits', '6220000011'],
    ['a landline', '224302000001'],
    ['a number of another country', '225622000001'],
    ['a number of another country after a plus', '+225622000001'],
    ['the unused range 64', '224642000001'],
    ['the unused range 67', '224672000001'],
    ['another country', '+221771234567'],
    ['a letter', '22462200000l'],
    ['hexadecimal', '0x224622000001'],
    ['an exponent', '2.24622000001e11'],
    ['parentheses', '(224)622000001'],
    ['two numbers', '224622000001,224622000002'],
    ['a prototype name', '__proto__'],
  ])('is refused with %s', (_, segment) => {
    expect(decodeMsisdn(segment, plan)).toBeUndefined();
  });

  it('may be 32 characters long and no longer, counted after decoding', () => {
    const spelled = '+2-2-4-6-2-2-0-0-0-0-0-1';
    const longest = '00-2-2-4-6-2-2-0-0-0-0-0-1';
    expect(parseMsisdn(spelled, plan)).toBe('224622000001');
    expect(parseMsisdn(longest, plan)).toBe('224622000001');
    const wide: NumberingPlan = { countryCode: '224', nationalPattern: /^6\d{8,40}$/ };
    expect(parseMsisdn(`224${'6'.repeat(29)}`, wide)).toBe(`224${'6'.repeat(29)}`);
    expect(parseMsisdn(`224${'6'.repeat(30)}`, wide)).toBeUndefined();
    expect(decodeMsisdn(`%32%32%34${'%36'.repeat(29)}`, wide)).toBe(`224${'6'.repeat(29)}`);
  });

  it('is refused at any length, also where a careless pattern would never finish', () => {
    expect(decodeMsisdn(`${'1 '.repeat(1_000_000)}x`.replaceAll(' ', '.'), plan)).toBeUndefined();
    expect(decodeMsisdn(`${'0'.repeat(1_000_000)}-`, plan)).toBeUndefined();
  });

  it('counts separators between any two digits as nothing', () => {
    expect(parseMsisdn('0 0 2 2 4 622000001', plan)).toBe('224622000001');
  });
});

describe('a canonical number', () => {
  it('is told from any other spelling and any other type', () => {
    expect(isMsisdn('224622000001', plan)).toBe(true);
    for (const other of ['622000001', '+224622000001', '224 622000001', '224302000001', '', ' 224622000001'])
      expect(isMsisdn(other, plan)).toBe(false);
    for (const other of [224_622_000_001, ['224622000001'], { length: 12 }, null, undefined, 224622000001n])
      expect(isMsisdn(other, plan)).toBe(false);
  });

  it('follows the plan of the deployment', () => {
    const senegal: NumberingPlan = { countryCode: '221', nationalPattern: /^7[05-8]\d{7}$/ };
    expect(parseMsisdn('77 123 45 67', senegal)).toBe('221771234567');
    expect(parseMsisdn('224622000001', senegal)).toBeUndefined();
    expect(isMsisdn('221771234567', senegal)).toBe(true);
  });

  it('is digits only, however much a plan lets through', () => {
    const careless: NumberingPlan = { countryCode: '224', nationalPattern: /^.+$/ };
    expect(isMsisdn('224622000001', careless)).toBe(true);
    for (const other of ['224x22000001', '22462200000x', `224${'6'.repeat(13)}`])
      expect(isMsisdn(other, careless)).toBe(false);
  });

  it.each([
    ['224622000001', '224*******01'],
    ['22370000001', '223*******01'],
    ['33612345678', '33*******78'],
    ['12425550123', '1*******23'],
  ])('%s is masked to its country code and its last two digits', (msisdn, masked) => {
    expect(maskMsisdn(msisdn as Msisdn)).toBe(masked);
  });
});

describe('a run of digits', () => {
  const kazakhstan: NumberingPlan = { countryCode: '7', nationalPattern: /^7\d{9}$/ };

  it.each([
    ['12345', plan, '*****'],
    ['123456', plan, '*******56'],
    ['22412345', plan, '*******45'],
    ['224123456', plan, '224*******56'],
    ['00224622000001', plan, '224*******01'],
    ['7012345678', kazakhstan, '*******78'],
    ['77012345678', kazakhstan, '7*******78'],
  ])('%s shows at most its country code and two digits', (digits, of, masked) => {
    expect(maskDigits(digits, of)).toBe(masked);
  });
});
