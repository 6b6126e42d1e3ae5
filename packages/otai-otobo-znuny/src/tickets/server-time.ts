import { idOf, type WireRecord } from '../interface/wire.js';

const WALL_CLOCK = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;
const HOUR = 3_600_000;
const QUARTER = HOUR / 4;

/**
 * The server tells times by its own wall clock and leaves out which zone that is. Without a setting the difference to UTC is taken from
 * articles, which say their time twice: by the wall clock, and in seconds since 1970.
 */
export class ServerTime {
  private readonly format: Intl.DateTimeFormat | undefined;
  /** Differences by quarters of an hour since 1970: asking for them is slow. */
  private readonly known = new Map<number, number>();
  /** The newest article seen so far, and the difference it showed. */
  private sample: { readonly wall: number; readonly offset: number } | undefined;

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

  /** Learns from the articles of a ticket. */
  learn(articles: readonly WireRecord[]): void {
    if (this.format !== undefined) return;
    for (const article of articles) {
      const sample = sampleOf(article);
      if (sample !== undefined && sample.wall >= (this.sample?.wall ?? 0)) this.sample = sample;
    }
  }

  /** A time of the server in ISO 8601, UTC; `null` for what is none. `near` are the articles of the same ticket. */
  toIso(value: unknown, near: readonly WireRecord[] = []): string | null {
    const wall = wallOf(value);
    if (wall === undefined) return null;
    return new Date(wall - this.offsetAtWall(wall, near)).toISOString().replace('.000Z', 'Z');
  }

  /** A moment, in milliseconds since 1970, by the server's clock on the wall. */
  toWall(moment: number): string {
    return wallText(moment + this.offsetAt(moment));
  }

  private offsetAtWall(wall: number, near: readonly WireRecord[]): number {
    if (this.format !== undefined) return this.offsetAt(wall - this.offsetAt(wall));
    return nearest(wall, near) ?? this.sample?.offset ?? 0;
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

function sampleOf(article: WireRecord): { readonly wall: number; readonly offset: number } | undefined {
  const wall = wallOf(article['CreateTime']);
  const incoming = idOf(article['IncomingTime']);
  if (wall === undefined || incoming === null) return undefined;
  const difference = wall - Number(incoming) * 1000;
  const offset = Math.round(difference / QUARTER) * QUARTER;
  // Mail that lay about for a while says when it was sent: that is no difference of clocks.
  const isZone = Math.abs(difference - offset) < 60_000 && Math.abs(offset) <= 14 * HOUR;
  return isZone ? { wall, offset } : undefined;
}

/** The difference that the article nearest in time shows. */
function nearest(wall: number, articles: readonly WireRecord[]): number | undefined {
  let best: { readonly wall: number; readonly offset: number } | undefined;
  for (const article of articles) {
    const sample = sampleOf(article);
    if (sample !== undefined && (best === undefined || Math.abs(sample.wall - wall) < Math.abs(best.wall - wall))) best = sample;
  }
  return best?.offset;
}

function offsetOf(format: Intl.DateTimeFormat, moment: number): number {
  const name = format.formatToParts(moment).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * 60_000);
}
