import { findLine, headOf } from './lines.js';

const DELIMITER = /^--$/;
const CLOSING =
  /^(?:(?:mit )?(?:freundlichen|besten|vielen|herzlichen|lieben|schönen) gr(?:ü|ue)(?:ß|ss)en?|(?:viele|liebe|beste|schöne|herzliche|freundliche) gr(?:ü|ue)(?:ß|ss)e|gr(?:ü|ue)(?:ß|ss)e?|mfg|lg|vg|(?:kind|best|warm|many|with kind|with best) ?(?:regards|wishes)|regards|sincerely|yours (?:sincerely|faithfully|truly)|cheers|cordialement|bien à vous|saludos|cordiali saluti)\b.{0,40}$/i;
const DEVICE = /^(?:sent from my|sent from mail|von meinem .{1,40} gesendet|gesendet mit|get outlook for|envoyé de mon)\b/i;
const DISCLAIMER =
  /^.{0,20}\b(?:this (?:e-?mail|message)\b.{0,60}\b(?:confidential|intended)|diese (?:e-?mail|nachricht)\b.{0,60}\b(?:vertraulich|bestimmt)|confidentiality notice|disclaimer\s?:)/i;
const BANNER =
  /^\W{0,3}(?:\[?extern(?:al|e)?\b.{0,20}(?:e-?mail|mail|sender|absender)|(?:caution|achtung|warning)\b.{0,60}(?:outside|extern))/i;
/** A closing ends a mail only when no more than so many lines follow it. */
const LONGEST_SIGNATURE = 20;

/** Takes out the signature, what a device or a lawyer put below it, and a warning about senders outside on top. */
export function withoutSignature(lines: readonly string[]): readonly string[] {
  const kept = lines.filter((line, place) => place > 5 || !BANNER.test(headOf(line)));
  const end = findLine(kept, (head, place) => isEnd(head) || (CLOSING.test(head) && isLast(kept, place)));
  return end === -1 ? kept : kept.slice(0, end);
}

function isEnd(head: string): boolean {
  return DELIMITER.test(head) || DEVICE.test(head) || DISCLAIMER.test(head);
}

function isLast(lines: readonly string[], place: number): boolean {
  let following = 0;
  for (let i = place + 1; i < lines.length && following <= LONGEST_SIGNATURE; i++) if (headOf(lines[i]) !== '') following++;
  return following <= LONGEST_SIGNATURE;
}
