import { amountOf, momentOf, partyOf, phoneNumberOf, signedAmountOf } from './format.js';
import { t, withLanguage } from './language.js';
import { receiptHeadOf, shortReceipt, shortReference, statementLine } from './ledger.js';
import { createReading } from './live.js';
import { byId, copyButton, html, listNote, live, nothing, render, repeat } from './markup.js';

/** As many as the API gives at once. */
const MOST_ENTRIES = 100;
const MOST_ACCOUNTS = 100;
const COLUMNS = ['sequence', 'at', 'name', 'other', 'amount', 'balanceAfter', 'receipt'];

/**
 * The statement of one account as the API answers it, checked as a client checks it. Nothing is asked before an account is
 * chosen; then it is read again whenever the account has moved.
 *
 * @param {object} api
 */
export function startStatement(api) {
  const [form, select, receipt, output] = [
    'statement-form',
    'statement-account',
    'statement-receipt',
    'statement',
  ].map(byId);
  let accounts = [];
  let chosen;
  let keptReceipt = '';
  let shown;
  const read = createReading(
    () => readStatement(api, accountOf(chosen), keptReceipt),
    (statement) => {
      // The account may have been changed meanwhile; then it is read next.
      if (statement.msisdn !== chosen) return;
      shown = statement;
      show();
      if (statement.version !== accountOf(chosen)?.version) void read();
    },
  );
  const accountOf = (msisdn) => accounts.find((account) => account.msisdn === msisdn);
  const choose = (msisdn) => {
    [chosen, keptReceipt, shown, receipt.value] = [msisdn || undefined, '', undefined, ''];
    show();
    if (accountOf(msisdn) !== undefined) void read();
  };
  const show = () => {
    render(accountOptions(accounts, chosen), select);
    render(
      shown === undefined ? html`<p class="quiet">${t('statement.empty')}</p>` : statementParts(shown),
      output,
    );
  };
  select.addEventListener('change', () => choose(select.value));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    keptReceipt = receipt.value.trim();
    if (accountOf(chosen) !== undefined) void read();
  });
  withLanguage(show);
  return {
    choose,
    showState(state) {
      accounts = state.accounts;
      show();
      if (shown !== undefined && shown.version !== accountOf(chosen)?.version) void read();
    },
  };
}

function accountOptions(accounts, chosen) {
  const newestFirst = accounts.toSorted((a, b) => String(b.createdAt).localeCompare(String(a.createdAt)));
  return html`<option value="" .selected=${live(chosen === undefined)}>${t('statement.choose')}</option>
    ${repeat(
      newestFirst.slice(0, MOST_ACCOUNTS),
      ({ msisdn }) => msisdn,
      ({ msisdn }) =>
        html`<option value=${msisdn} .selected=${live(msisdn === chosen)}>${phoneNumberOf(msisdn)}</option>`,
    )}`;
}

/** What the API says of the account, and what the receipt says of that: the kept one, else that of the account's last movement. */
async function readStatement(api, account, keptReceipt) {
  const { msisdn, version } = account;
  const path = `/accounts/msisdn/${encodeURIComponent(msisdn)}/statemententries?limit=${MOST_ENTRIES}`;
  try {
    const { verifyStatement } = await import('../client/verify-statement.js');
    const { status, headers, body } = await api.get(path);
    if (status !== 200) return { msisdn, version, failure: body.message };
    const receipt = keptReceipt === '' ? receiptHeadOf(account) : keptReceipt;
    return {
      msisdn,
      version,
      receipt,
      verdict: await verifyStatement(body, receipt === undefined ? [] : [receipt]),
      lines: body.map((entry) => statementLine(entry, msisdn)),
      available: Number(headers.get('x-records-available-count')),
    };
  } catch (error) {
    return { msisdn, version, failure: error.message };
  }
}

function statementParts({ failure, verdict, receipt, lines, available }) {
  if (failure !== undefined) return html`<p class="alarm" role="alert">${t('failed', failure)}</p>`;
  const { from, to } = verdict.proven ?? {};
  const isProven = ({ sequence }) => sequence >= from && sequence <= to;
  return html`<div role="status">${verdictLine(verdict, receipt)}</div>
    <div class="scroll" role="group" aria-labelledby="statement-title" tabindex="0">
      <table aria-labelledby="statement-title">
        <thead>
          <tr>
            ${COLUMNS.map((name) => html`<th scope="col" data-column=${name}>${t(`statement.${name}`)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${repeat(
            lines,
            ({ sequence }) => sequence,
            (line) => statementRow(line, isProven(line)),
          )}
        </tbody>
      </table>
    </div>
    ${listNote(lines.length, available, t('statement.empty'))}`;
}

function verdictLine(verdict, receipt) {
  const copy = receipt === undefined ? nothing : copyButton(t('statement.copy'), receipt);
  if (!verdict.isIntact)
    return html`<p class="verdict" data-verdict="Deny">
      <strong>${t('statement.false')}</strong> ${faultText(verdict.fault)}
    </p>`;
  if (verdict.proven === undefined)
    return html`<p class="verdict"><strong>${t('statement.noProof')}</strong> ${t('statement.unproven')}</p>`;
  const { from, to } = verdict.proven;
  return html`<p class="verdict" data-verdict="Allow">
    <strong>${t('statement.verified')}</strong> ${t('statement.proven', from, to)}
    <code>${shortReceipt(receipt)}</code> ${copy}
  </p>`;
}

function faultText({ kind, sequence, upTo }) {
  const what = t(`statement.${kind}`);
  return sequence === upTo
    ? t('statement.fault', sequence, what)
    : t('statement.faults', sequence, upTo, what);
}

/** The opening has no transaction, so no reference that a reader could look for. */
function statementRow(
  { sequence, at, name, description, other, amount, balanceAfter, reference, receipt },
  isProven,
) {
  const cell = (column, content) =>
    html`<td data-label=${t(`statement.${column}`)} data-column=${column}>${content}</td>`;
  return html`<tr>
    <th scope="row" data-label=${t('statement.sequence')}>${sequence}</th>
    ${cell('at', momentOf(at))}
    ${cell(
      'name',
      html`<span>
        ${name} ${sequence === 1 ? nothing : html`<code class="quiet">${shortReference(reference)}</code>`}
        ${description === undefined ? nothing : html`<span class="quiet">${description}</span>`}
      </span>`,
    )}
    ${cell('other', partyOf(other))}
    ${cell('amount', html`<span class="amount">${signedAmountOf(amount)}</span>`)}
    ${cell('balanceAfter', html`<span class="amount">${amountOf(balanceAfter)}</span>`)}
    ${cell(
      'receipt',
      html`<span>
        <code>${shortReceipt(receipt)}</code>
        ${isProven ? html`<span class="chip" data-state="sent">${t('statement.checked')}</span>` : nothing}
      </span>`,
    )}
  </tr>`;
}
