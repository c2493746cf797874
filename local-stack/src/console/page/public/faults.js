import { named, t, withLanguage } from './language.js';
import { byId, html, live, render } from './markup.js';
import { createNote } from './note.js';
import { stack } from './stack.js';

const SERVICES = ['sms', 'email', 'jwks', 'dynamodb', 'sqs', 'ssm', 'callback', 'valkey'];
const STATES = ['ok', 'slow', 'fail', 'timeout'];
const MORE_STATES = { callback: ['redirect'], valkey: ['flush'] };
const statesOf = (service) => [...STATES, ...(MORE_STATES[service] ?? [])];
const CHANCES = ['duplicate', 'reorder', 'crash', 'transactionConflict'];

/**
 * The fault settings as switches. Every change replaces all settings, as the interface wants it; what the page has no
 * switch for (a script of single faults) is passed on as the stack has it.
 *
 * @param {{ announce: (text: string) => void }} how
 */
export function startFaults({ announce }) {
  const container = byId('faults');
  let settings = {};
  let injected = {};
  // What was changed here and not yet answered. The controls show it, so that they do not jump back meanwhile.
  let waiting = {};
  // What a reader is typing or dragging.
  let draft = {};
  let last = Promise.resolve();
  // One after the other: two changes at once, or a change and the end of all, would undo one another.
  const inTurn = (action) => (last = last.then(action, action));
  const apply = (change) => {
    waiting = { ...waiting, ...change };
    draft = {};
    show();
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
    show();
  };
  const act = async (label, action) => {
    try {
      await action();
      note.say(t('faults.done', label));
    } catch (error) {
      note.say(t('failed', error.message));
    }
  };
  const clear = async () => {
    waiting = {};
    await inTurn(async () => (settings = await stack.clearFaults()));
    show();
  };
  const takeSeed = (input) => {
    if (input.checkValidity()) return apply({ seed: Number(input.value) });
    draft = {};
    note.say(t('faults.seedWhole'));
  };
  const sketch = (change) => {
    draft = { ...draft, ...change };
    show();
  };
  const show = () => {
    const current = { ...settings, ...waiting, ...draft };
    const sites = Object.entries(injected).map(([site, count]) => `${site} ×${count}`);
    render(
      html`<div class="services">
          ${SERVICES.map((service) => serviceSwitch(service, current[service], apply))}
        </div>
        <div class="chances">
          ${CHANCES.map((chance) => chanceSlider(chance, Number(current[chance] ?? 0), sketch, apply))}
          ${seedField(current.seed, sketch, takeSeed)}
        </div>
        <p class="quiet injected">${drillOf(current.chances ?? {})}</p>
        ${actions(act)} ${note.line()}
        <p class="quiet injected">
          ${sites.length === 0 ? '' : `${t('faults.injected')} : ${sites.join(', ')}`}
        </p>`,
      container,
    );
  };
  const note = createNote(announce, show);
  byId('faults-clear').addEventListener('click', () => act(t('faults.clear'), clear));
  withLanguage(show);
  return {
    show(next) {
      settings = next;
      show();
    },
    showInjected(counts) {
      injected = counts;
      show();
    },
  };
}

function serviceSwitch(service, current, apply) {
  return html`<fieldset class="switch" data-service=${service} data-state=${current ?? ''}>
    <legend>${t(`service.${service}`)}</legend>
    ${statesOf(service).map(
      (state) =>
        html`<label data-state=${state}
          ><input
            type="radio"
            name=${service}
            value=${state}
            .checked=${live(current === state)}
            @change=${() => apply({ [service]: state })}
          />${t(`state.${state}`)}</label
        >`,
    )}
  </fieldset>`;
}

function chanceSlider(chance, current, sketch, apply) {
  const id = `chance-${chance}`;
  return html`<div class="chance">
    <label for=${id}>${named('chance', chance)}</label>
    <output for=${id}>${percentOf(current)}</output>
    <input
      type="range"
      id=${id}
      name=${chance}
      min="0"
      max="1"
      step="0.01"
      aria-valuetext=${percentOf(current)}
      .value=${live(String(current))}
      @input=${({ target }) => sketch({ [chance]: Number(target.value) })}
      @change=${({ target }) => apply({ [chance]: Number(target.value) })}
    />
  </div>`;
}

/** What befalls single calls by chance, set by `--chaos` or through the interface. */
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

function seedField(current, sketch, take) {
  return html`<div class="seed">
    <label for="faults-seed">${t('faults.seed')}</label>
    <input
      type="number"
      id="faults-seed"
      name="seed"
      required
      min="0"
      max=${Number.MAX_SAFE_INTEGER}
      step="1"
      .value=${live(String(current ?? ''))}
      @input=${({ target }) => target.validity.badInput || sketch({ seed: target.value })}
      @change=${({ target }) => take(target)}
    />
  </div>`;
}

function actions(act) {
  const doing = (name, action) =>
    html`<button type="button" class="plain" @click=${() => act(t(name), action)}>${t(name)}</button>`;
  return html`<div class="row actions" role="group" aria-label=${t('faults.actions')}>
    ${doing('faults.rotate', () => stack.rotateKeys(false))}
    ${doing('faults.rotateDrop', () => stack.rotateKeys(true))}
    ${doing('faults.recycle', () => stack.recycleFunctions())}
  </div>`;
}
