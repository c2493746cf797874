import { existsSync } from 'node:fs';
import path from 'node:path';
import { FUNCTION_NAMES } from '../../../deployment/manifest.ts';
import type { FunctionScenario } from './function-scenario.ts';

/** A function of the manifest with its scenario. */
export type Scenario = FunctionScenario & { readonly functionName: string };

/** @throws Error that names every function without a scenario. */
export async function loadScenarios(names: readonly string[] = FUNCTION_NAMES): Promise<Scenario[]> {
  const fileOf = (name: string) => path.join(import.meta.dirname, `${name}.ts`);
  const missing = names.filter((name) => !existsSync(fileOf(name)));
  if (missing.length > 0) throw new Error(`write bench/src/scenarios/{${missing.join(',')}}.ts`);
  return Promise.all(
    names.map(async (functionName) => {
      const { scenario } = (await import(fileOf(functionName))) as { scenario: FunctionScenario };
      return { functionName, ...scenario };
    }),
  );
}
