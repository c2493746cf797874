import { readArguments } from '../../src/arguments.ts';

const USAGE = 'npm run example -- …';
const OPTIONS = { rounds: { type: 'string', default: '15' } } as const;

describe('the arguments of a command', () => {
  const { argv } = process;
  beforeEach(() => {
    // A process that ends goes no further.
    jest.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Error(`ended with ${code}`);
    });
  });
  afterEach(() => {
    process.argv = argv;
    jest.restoreAllMocks();
  });

  function setup(...args: readonly string[]) {
    process.argv = ['node', 'example.ts', ...args];
    const told = jest.spyOn(console, 'log').mockReturnValue();
    const complained = jest.spyOn(console, 'error').mockReturnValue();
    return { read: () => readArguments(USAGE, OPTIONS), told, complained };
  }

  it('are read, or have their defaults', () => {
    expect(setup().read().number('rounds', 1, 20)).toBe(15);
    expect(setup('--rounds', '3').read().values.rounds).toBe('3');
  });

  it.each([['-1'], ['21'], ['many'], ['']])('are refused with the usage when a number is %j', (rounds) => {
    const { read, complained } = setup(`--rounds=${rounds}`);
    expect(() => read().number('rounds', 0, 20)).toThrow('ended with 2');
    expect(complained).toHaveBeenCalledWith(`--rounds must be a number from 0 to 20\n\n${USAGE}`);
  });

  it('may be one of some choices, and are refused with the usage when they are not', () => {
    expect(setup('--rounds=many').read().oneOf('rounds', 'few', 'many')).toBe('many');

    const { read, complained } = setup('--rounds=some');
    expect(() => read().oneOf('rounds', 'few', 'many')).toThrow('ended with 2');
    expect(complained).toHaveBeenCalledWith(`--rounds must be few or many\n\n${USAGE}`);
  });

  it('are refused with the usage when they are unknown', () => {
    const { read, complained } = setup('--round=3');
    expect(read).toThrow('ended with 2');
    expect(complained).toHaveBeenCalledWith(
      expect.stringMatching(/Unknown option '--round'[^]*npm run example/),
    );
  });

  it('are refused with the usage when what reads them throws', () => {
    const { read, complained } = setup('--rounds=3');
    expect(read().read(() => 7)).toBe(7);
    const failing = () => {
      throw new Error('there is no such file');
    };
    expect(() => read().read(failing)).toThrow('ended with 2');
    expect(complained).toHaveBeenCalledWith(`there is no such file\n\n${USAGE}`);
  });

  it('may ask how the command is used', () => {
    const { read, told } = setup('--rounds=x', '--help');
    expect(read).toThrow('ended with 0');
    expect(told).toHaveBeenCalledWith(USAGE);
  });
});
