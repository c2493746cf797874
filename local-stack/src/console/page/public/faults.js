import { button, byId, element } from './element.js';
import { named, t, withLanguage } from './language.js';
import { createNote } from './note.js';
import { stack } from './stack.js';

const SERVICES = ['sms', 'email', 'jwks', 'dynamodb', 'sqs', 'ssm'];
const STATES = ['ok', 'slow', 'fail', 'timeout'];
const CHANCES = ['duplicate', 'reorder', 'crash'];

/**
 * The fault settings as switches. Every change replaces all settings, as the interface wants it; what the page has no
 * switch for (a script of single faults) is passed on as the stack has it.
 *
 * @param {{ announce: (text: string) => void }} how
 */
export function startFaults({ announce }) {
  const container = byId('faults');
  const injected = element('p', { class: 'quiet injected' });
  const drill = element('p', { class: 'quiet injected' });
  const note = createNote(announce);
  let settings;
  // What was changed here and not yet answered. The controls show it, so that none jumps back meanwhile.
  let waiting = {};
  const shown = () => ({ ...settings, ...waiting });
  let last = Promise.resolve();
  // One after the other: two changes at once, or a change and the end of all, would undo one another.
  const inTurn = (action) => (last = last.then(action, action));
  const apply = (change) => {
    waiting = { ...waiting, ...change };
    return inTurn(() => (Object.keys(waiting).length > 0 ? send(waiting) : undefined));
  };
  // A change is put into what holds at that moment, which may be more than the page has heard of.
  const send = async (changes) => {
    try {
      settings = await stack.replaceFaults({ ...(await stack.faults()), ...changes });
      note.clear();
    } catch (error) {
      note.say(t('failed', error.message));
    }
    const isNewer = ([name, value]) => value !== changes[name];
    waiting = Object.fromEntries(Object.entries(waiting).filter(isNewer));
    setControls();
  };
  const act = async (label, action) => {
    try {
      await action();
      note.say(t('faults.done', label));
    } catch (error) {
      note.say(t('failed', error.message));
    }
  };
  const setControls = () => {
    if (settings === undefined) return;
    const current = shown();
    for (const input of container.querySelectorAll('input')) {
      if (input.type === 'radio') input.checked = current[input.name] === input.value;
      else if (input !== document.activeElement || input.type === 'range')
        input.value = String(current[input.name]);
      if (input.type === 'range') showChance(input);
    }
    drill.textContent = drillOf(current.chances ?? {});
    for (const group of container.querySelectorAll('[data-service]'))
      group.dataset.state = current[group.dataset.service];
  };
  const clear = async () => {
    waiting = {};
    await inTurn(async () => (settings = await stack.clearFaults()));
    setControls();
  };
  byId('faults-clear').addEventListener('click', () => act(t('faults.clear'), clear));
  withLanguage(() => {
    container.replaceChildren(
      element('div', { class: 'services' }, ...SERVICES.map((service) => serviceSwitch(service, apply))),
      element(
        'div',
        { class: 'chances' },
        ...CHANCES.map((chance) => chanceSlider(chance, apply)),
        seedField(apply, (input) => {
          input.value = String(shown().seed);
          note.say(t('faults.seedWhole'));
        }),
      ),
      drill,
      actions(act),
      note.line,
      injected,
    );
    setControls();
  });
  return {
    show(next) {
      settings = next;
      setControls();
    },
    showInjected(counts) {
      const texts = Object.entries(counts).map(([site, count]) => `${site} ×${count}`);
      injected.textContent = texts.length === 0 ? '' : `${t('faults.injected')} : ${texts.join(', ')}`;
    },
  };
}

function serviceSwitch(service, apply) {
  return element(
    'fieldset',
    { class: 'switch', 'data-service': service },
    element('legend', {}, t(`service.${service}`)),
    ...STATES.map((state) => {
      const input = element('input', { type: 'radio', name: service, value: state });
      input.addEventListener('change', () => apply({ [service]: state }));
      return element('label', { 'data-state': state }, input, t(`state.${state}`));
    }),
  );
}

function chanceSlider(chance, apply) {
  const id = `chance-${chance}`;
  const input = element('input', { type: 'range', id, name: chance, min: 0, max: 1, step: 0.01, value: 0 });
  input.addEventListener('input', () => showChance(input));
  input.addEventListener('change', () => apply({ [chance]: Number(input.value) }));
  return element(
    'div',
    { class: 'chance' },
    element('label', { for: id }, named('chance', chance)),
    element('output', { for: id }, '0 %'),
    input,
  );
}

function showChance(input) {
  const percent = percentOf(Number(input.value));
  input.setAttribute('aria-valuetext', percent);
  input.parentElement.querySelector('output').textContent = percent;
}

/** What befalls single calls by chance, set by `--chaos` or by whoever wrote it into the settings. */
function drillOf(chances) {
  const services = Object.entries(chances).map(([service, actions]) => {
    const parts = Object.entries(actions).map(
      ([action, chance]) => `${named('state', action)} ${percentOf(chance)}`,
    );
    return `${named('service', service)} ${parts.join(', ')}`;
  });
  return services.length === 0 ? '' : `${t('faults.calls')} : ${services.join(' · ')}`;
}

function percentOf(chance) {
  return `${Math.round(100 * chance)} %`;
}

function seedField(apply, refuse) {
  const input = element('input', {
    type: 'number',
    id: 'faults-seed',
    name: 'seed',
    required: true,
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    step: 1,
  });
  input.addEventListener('change', () => {
    if (input.checkValidity()) return apply({ seed: Number(input.value) });
    refuse(input);
  });
  return element('div', { class: 'seed' }, element('label', { for: 'faults-seed' }, t('faults.seed')), input);
}

function actions(act) {
  const doing = (name, action) => button(t(name), () => act(t(name), action), { class: 'plain' });
  return element(
    'div',
    { class: 'row actions', role: 'group', 'aria-label': t('faults.actions') },
    doing('faults.rotate', () => stack.rotateKeys(false)),
    doing('faults.rotateDrop', () => stack.rotateKeys(true)),
    doing('faults.recycle', () => stack.recycleFunctions()),
  );
}
