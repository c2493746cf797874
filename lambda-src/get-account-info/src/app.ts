import { loadConfig } from './config.ts';
import { wire } from './wiring.ts';

export const { lambdaHandler, prewarm } = wire(loadConfig(process.env));
