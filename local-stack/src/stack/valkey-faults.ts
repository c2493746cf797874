import { type ValkeyFaults } from '../emulators/valkey/valkey.ts';
import { type Faults } from '../faults/faults.ts';
import { decideFault, HANG_MS, SLOW_MS } from '../faults/service-faults.ts';
import { type Sleep } from '../providers/provider-faults.ts';

/** Lets the request guard's store fail, hang, be late or lose its memory, as the fault settings say. */
export function valkeyFaults(faults: Faults, sleep: Sleep): ValkeyFaults {
  return async (command, gaveUp) => {
    const site = `valkey.${command}`;
    if (faults.service('valkey') === 'flush') {
      faults.noteInjected(`flush:${site}`);
      return 'flush';
    }
    // Nothing is written there that a caller could die behind.
    const { before } = decideFault(faults, 'valkey', site, false);
    if (before === 'slow') await sleep(SLOW_MS, gaveUp);
    if (before === 'timeout') await sleep(HANG_MS, gaveUp);
    return before === 'fail' || before === 'timeout' ? 'drop' : 'none';
  };
}
