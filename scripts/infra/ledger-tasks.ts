import { createDynamoDbLedgerRepair } from '@fintech-solution/adapters/dynamodb/ledger-repair';
import { createDynamoDbLedgerPages } from '@fintech-solution/adapters/dynamodb/ledger-pages';
import { clientOptions } from '@fintech-solution/adapters/aws-clients';
import { sumOutstanding } from '@fintech-solution/domain/ledger/outstanding';
import { planRepair, type RepairWrite } from '@fintech-solution/domain/ledger/repair';
import type { Finding } from '@fintech-solution/domain/ledger/ledger-pages';
import {
  type Coverage,
  followVerification,
  verifyLedger,
} from '@fintech-solution/domain/ledger/verification';
import { maskMsisdn, type Msisdn } from '@fintech-solution/domain/msisdn';
import { redactText } from '@fintech-solution/domain/redaction';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Where the two tables are. */
export interface LedgerPlace {
  readonly region: string;
  readonly tables: { readonly accounts: string; readonly ledger: string };
}

type Say = (line: string) => void;

export interface RepairOptions {
  /** Without it, the repair says what it would write, and writes nothing. */
  readonly applies: boolean;
  /** Accounts that have moved further than the ledger tells go back to what it tells. */
  readonly setsBack: boolean;
}

export interface RepairResult {
  readonly writes: number;
  readonly findings: number;
  /** Writes that found something else than was read: the tables are in use. */
  readonly changedMeanwhile: number;
}

/** A page holds up to 1 MB. */
const AWS_CALL = { attemptTimeoutMs: 10_000, attempts: 5 };

/** Plans the repair of two tables, says it line by line with masked numbers, and, where wanted, writes it. */
export async function repairLedger(
  place: LedgerPlace,
  options: RepairOptions,
  say: Say,
): Promise<RepairResult> {
  const client = clientOf(place);
  const { apply } = createDynamoDbLedgerRepair(client, place.tables);
  const result = { writes: 0, findings: 0, changedMeanwhile: 0 };
  const pages = createDynamoDbLedgerPages(client, place.tables);
  try {
    for await (const step of planRepair(pages, options)) {
      if ('finding' in step) {
        result.findings += 1;
        say(`left to you: ${sayFinding(step.finding)}`);
        continue;
      }
      result.writes += 1;
      const outcome = options.applies ? await apply(step.write) : 'would be written';
      if (outcome === 'changed-meanwhile') result.changedMeanwhile += 1;
      say(`${outcome}: ${sayWrite(step.write)}`);
    }
    return result;
  } finally {
    client.destroy();
  }
}

export interface VerifyOptions {
  /** Epoch milliseconds. */
  readonly nowMs: number;
  /** Nothing is written meanwhile, so that the sums over both tables are compared too. */
  readonly isQuiet: boolean;
}

/** Verifies two tables as verify-ledger does, says each finding with masked numbers, and writes nothing. */
export async function tellFindings(
  place: LedgerPlace,
  options: VerifyOptions,
  say: Say,
): Promise<{ readonly faults: number; readonly coverage: Coverage }> {
  const client = clientOf(place);
  const verification = verifyLedger(createDynamoDbLedgerPages(client, place.tables), options);
  let faults = 0;
  try {
    const coverage = await followVerification(verification, (finding) => {
      faults += 1;
      say(sayFinding(finding));
    });
    return { faults, coverage };
  } finally {
    client.destroy();
  }
}

/** Says how much e-money is held, and whether openings and cash explain it; true where they do. */
export async function tellOutstanding(place: LedgerPlace, say: Say): Promise<boolean> {
  const client = clientOf(place);
  try {
    const { balances, openings, cash, explained, agrees, unreadable } = await sumOutstanding(
      createDynamoDbLedgerPages(client, place.tables),
    );
    say(`e-money outstanding (all balances): ${balances} GNF`);
    say(`opening balances, granted:          ${openings} GNF`);
    say(`cash paid in less cash paid out:    ${-cash} GNF`);
    say(`openings and cash together:         ${explained} GNF`);
    for (const key of unreadable) say(`cannot be read, and is in no sum: ${redactText(key)}`);
    say(agrees ? 'They agree.' : `They DIFFER by ${balances - explained} GNF.`);
    return agrees;
  } finally {
    client.destroy();
  }
}

function clientOf({ region }: LedgerPlace): DynamoDBClient {
  return new DynamoDBClient({ ...clientOptions(AWS_CALL), region });
}

function sayFinding(finding: Finding): string {
  const { invariant, detail } = finding;
  if ('key' in finding) return `${invariant} ${redactText(finding.key)}: ${detail}`;
  const { account, reference, sequence } = finding;
  const where = [account && maskMsisdn(account), sequence && `movement ${sequence}`, reference];
  return `${invariant} ${where.filter(Boolean).join(' ')}: ${detail}`;
}

function sayWrite(write: RepairWrite): string {
  const movement = (msisdn: Msisdn, sequence: number) => `${maskMsisdn(msisdn)} movement ${sequence}`;
  switch (write.write) {
    case 'complete':
      return `${write.transaction.reference} is completed: its legs are there`;
    case 'add-leg':
      return `${movement(write.leg.msisdn, write.leg.sequence)} of ${write.leg.reference}`;
    case 'add-cash-leg':
      return `the cash leg of ${write.reference}`;
    case 'restate-reversible':
      return `${write.reference}: what can still be reversed`;
    case 'restate-account': {
      const { before, after } = write;
      const goesBack = after.version < before.version ? `, back from ${before.version}` : '';
      return `${movement(after.msisdn, after.version)} is the account's last${goesBack}`;
    }
  }
}
