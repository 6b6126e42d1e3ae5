import type { WireRecord } from '../interface/wire.js';

/** Databases have a time of nothing but noughts for none. */
const WALL_CLOCK = /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]) (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;
const HOUR = 3_600_000;
const QUARTER = HOUR / 4;

/** The time on the wall that an article shows, and how far it is from UTC, milliseconds. */
interface Sample {
  readonly wall: number;
  readonly offset: number;
}

/**
 * The server tells times by its own wall clock and leaves out which zone that is. Without a setting the difference to UTC is taken from
 * articles, which say their time twice: by the wall clock, and in seconds since 1970.
 */
export class ServerTime {
  private readonly format: Intl.DateTimeFormat | undefined;
  /** Differences by quarters of an hour since 1970: asking for them is slow. */
  private readonly known = new Map<number, number>();
  /** The newest article seen so far. */
  private sample: Sample | undefined;

  constructor(zone: string | undefined) {
    if (zone === undefined) return;
    this.format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  }

  /** Whether any time can be converted yet. */
  get isKnown(): boolean {
    return this.format !== undefined || this.sample !== undefined;
  }

  /** How far a converted time may be wrong, milliseconds: found out from an article, the other half of the year has another hour. */
  get uncertainty(): number {
    return this.format === undefined ? HOUR : 0;
  }

  /** Learns from the articles of a ticket, and gives what converts its times. */
  of(articles: readonly WireRecord[]): (value: unknown) => string | null {
    if (this.format !== undefined) return (value) => this.toIso(value, (wall) => this.offsetAt(wall - this.offsetAt(wall)));
    const samples = samplesOf(articles);
    for (const sample of samples) if (sample.wall >= (this.sample?.wall ?? 0)) this.sample = sample;
    const offset = samples[0]?.offset ?? this.sample?.offset ?? 0;
    const isOne = samples.every((sample) => sample.offset === offset);
    return (value) => this.toIso(value, isOne ? offset : (wall) => nearest(wall, samples)?.offset ?? offset);
  }

  /** A moment, in milliseconds since 1970, by the server's clock on the wall. */
  toWall(moment: number): string {
    return wallText(moment + this.offsetAt(moment));
  }

  /** A time of the server in ISO 8601, UTC; `null` for what is none. */
  private toIso(value: unknown, offset: number | ((wall: number) => number)): string | null {
    if (typeof value !== 'string' || !WALL_CLOCK.test(value)) return null;
    // By far the most servers show UTC.
    if (offset === 0) return `${value.slice(0, 10)}T${value.slice(11)}Z`;
    const wall = wallOf(value);
    if (wall === undefined) return null;
    return new Date(wall - (typeof offset === 'number' ? offset : offset(wall))).toISOString().replace('.000Z', 'Z');
  }

  private offsetAt(moment: number): number {
    if (this.format === undefined) return this.sample?.offset ?? 0;
    const quarter = Math.floor(moment / QUARTER);
    let offset = this.known.get(quarter);
    if (offset === undefined) {
      if (this.known.size > 5000) this.known.clear();
      offset = offsetOf(this.format, quarter * QUARTER);
      this.known.set(quarter, offset);
    }
    return offset;
  }
}

/** A moment in milliseconds as a text of the form the server takes. */
export function wallText(wall: number): string {
  return new Date(wall).toISOString().slice(0, 19).replace('T', ' ');
}

/** A time of the server as if its clock showed UTC, milliseconds. */
function wallOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || !WALL_CLOCK.test(value)) return undefined;
  const wall = Date.parse(`${value.replace(' ', 'T')}Z`);
  return Number.isNaN(wall) ? undefined : wall;
}

function samplesOf(articles: readonly WireRecord[]): readonly Sample[] {
  const samples: Sample[] = [];
  for (const article of articles) {
    const sample = sampleOf(article);
    if (sample !== undefined) samples.push(sample);
  }
  return samples;
}

function sampleOf(article: WireRecord): Sample | undefined {
  const wall = wallOf(article['CreateTime']);
  const incoming = article['IncomingTime'];
  if (wall === undefined || typeof incoming !== 'number') return undefined;
  const difference = wall - incoming * 1000;
  const offset = Math.round(difference / QUARTER) * QUARTER;
  // Mail that lay about for a while says when it was sent: that is no difference of clocks.
  const isZone = Math.abs(difference - offset) < 60_000 && Math.abs(offset) <= 14 * HOUR;
  return isZone ? { wall, offset } : undefined;
}

/** The article nearest in time. */
function nearest(wall: number, samples: readonly Sample[]): Sample | undefined {
  let best = samples[0];
  for (const sample of samples) if (Math.abs(sample.wall - wall) < Math.abs((best ?? sample).wall - wall)) best = sample;
  return best;
}

function offsetOf(format: Intl.DateTimeFormat, moment: number): number {
  const name = format.formatToParts(moment).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * 60_000);
}
