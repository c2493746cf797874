import type { Run } from './results.ts';
export async function writeDocument(_run: Run): Promise<void> {}
