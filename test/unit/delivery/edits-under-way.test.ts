import { describe, expect, it } from 'vitest';
import { EditsUnderWay } from '../../../src/delivery/edits-under-way.ts';

/** As many edits as find room, each in a channel of its own. */
function hanging(workspaces: readonly string[]): EditsUnderWay {
  const underWay = new EditsUnderWay();
  let delivery = 0;
  for (const workspace of workspaces) {
    for (let n = 0; n < 20; n += 1) {
      const spot = { delivery: ++delivery, workspace, channel: `C${n}` };
      if (underWay.hasRoom(spot)) underWay.add(spot, new Promise(() => {}), () => {});
    }
  }
  return underWay;
}

const somewhere = { delivery: 1_000, channel: 'C100' };

describe('edits under way', () => {
  it('of a workspace leave room for those of its platform', () => {
    const underWay = hanging(['slack:T1']);

    expect(underWay.hasRoom({ ...somewhere, workspace: 'slack:T1' })).toBe(false);
    expect(underWay.hasRoom({ ...somewhere, workspace: 'slack:T2' })).toBe(true);
  });

  it('of a platform leave room for those of the next', () => {
    const underWay = hanging(['slack:T1', 'slack:T2', 'slack:T3', 'slack:T4']);

    expect(underWay.hasRoom({ ...somewhere, workspace: 'slack:T5' })).toBe(false);
    expect(underWay.hasRoom({ ...somewhere, workspace: 'discord:1' })).toBe(true);
  });

  it('are never more than sixteen', () => {
    const underWay = hanging(['slack:T1', 'slack:T2', 'discord:1', 'discord:2']);

    expect(underWay.busy().deliveries).toHaveLength(16);
    expect(underWay.isFull).toBe(true);
  });
});
