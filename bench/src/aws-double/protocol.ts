import type { Item } from '../../../local-stack/src/emulators/dynamodb/values.ts';
import type { StoredWrite } from './tables.ts';
import type { Tally } from './tally.ts';

/** What the parent tells the double. */
export type ToDouble =
  | { readonly type: 'start'; readonly key: string; readonly cert: string; readonly jwks: string }
  | { readonly type: 'latencies'; readonly latenciesMs: Readonly<Record<string, number>> }
  | { readonly type: 'store'; readonly writes: readonly StoredWrite[] }
  | { readonly type: 'scan'; readonly table: string }
  | { readonly type: 'take' };

/** What the double answers. */
export type FromDouble =
  | { readonly type: 'ready'; readonly port: number }
  | { readonly type: 'stored' }
  | { readonly type: 'items'; readonly items: readonly Item[] }
  | { readonly type: 'tally'; readonly tally: Tally };
