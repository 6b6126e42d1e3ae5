import { FAULT_KINDS, FaultPlan } from '../../scripts/faults/fault-plan.mjs';
import { Random } from '../../scripts/faults/random.mjs';

const drawn = (random: Random): readonly number[] => Array.from({ length: 20 }, () => random.next());

const planOf = (seed: number): FaultPlan => new FaultPlan(new Random(seed), { rate: 0.5, maxWaitMs: 1500 });
const kindsOf = (plan: FaultPlan): readonly (string | undefined)[] => Array.from({ length: 400 }, (_, i) => plan.next(i * 10_000)?.kind);

describe('the random numbers of the fault injection', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(drawn(new Random(7))).toEqual(drawn(new Random('7')));
    expect(drawn(new Random(7))).not.toEqual(drawn(new Random(8)));
  });

  it('come in streams that do not disturb each other', () => {
    const [one, other] = [new Random(7), new Random(7)];
    one.fork('tickets').next();
    drawn(one.fork('lives'));
    expect(drawn(one.fork('door'))).toEqual(drawn(other.fork('door')));
    expect(drawn(one.fork('door'))).not.toEqual(drawn(one.fork('lives')));
  });

  it('lie where they are asked for, and reach both ends', () => {
    const random = new Random(1);
    const all = Array.from({ length: 500 }, () => random.integer(2, 5));
    expect(new Set(all)).toEqual(new Set([2, 3, 4, 5]));
  });

  it('take a word as often as it weighs', () => {
    const random = new Random(1);
    const words = Array.from({ length: 1000 }, () => random.weighted({ often: 9, seldom: 1, never: 0 }));
    const often = words.filter((word) => word === 'often').length;
    expect(often).toBeGreaterThan(850);
    expect(often).toBeLessThan(950);
    expect(words).not.toContain('never');
  });
});

describe('a plan of faults', () => {
  it('is repeated by its seed', () => {
    expect(kindsOf(planOf(3))).toEqual(kindsOf(planOf(3)));
    expect(kindsOf(planOf(3))).not.toEqual(kindsOf(planOf(4)));
  });

  it('has every kind of fault, and spares as many requests as its rate says', () => {
    const kinds = kindsOf(planOf(3));
    expect(new Set(kinds.filter((kind) => kind !== undefined))).toEqual(new Set(FAULT_KINDS));
    const spared = kinds.filter((kind) => kind === undefined).length;
    expect(spared).toBeGreaterThan(150);
    expect(spared).toBeLessThan(250);
  });

  it('lets an outage last a while', () => {
    const plan = new FaultPlan(new Random(3), { rate: 1, maxWaitMs: 1500 });
    while (plan.next(1000)?.kind !== 'outage') continue;
    expect([plan.next(1100)?.kind, plan.next(1200)?.kind, plan.next(1299)?.kind]).toEqual(['outage', 'outage', 'outage']);
  });

  it('asks for a wait that is short, or longer than the connector may wait', () => {
    const plan = new FaultPlan(new Random(3), { rate: 1, maxWaitMs: 1500 });
    const waits = new Map(Array.from({ length: 400 }, (_, i) => plan.next(i * 10_000)).map((fault) => [fault?.kind, fault?.retryAfter]));
    expect([waits.get('busy'), waits.get('busy_for'), waits.get('busy_for_long')]).toEqual([undefined, 1, 3]);
  });

  it('has nothing left when it is healed, until it hurts again', () => {
    const plan = new FaultPlan(new Random(3), { rate: 1, maxWaitMs: 1500 });
    plan.heal();
    expect(plan.next()).toBeUndefined();
    plan.hurt();
    expect(plan.next()).toBeDefined();
  });
});
