import type { Run } from './run.js';
import { textOf } from './text.js';
import type { Value } from './values.js';

/**
 * Collects what a template emits. One expression among white space keeps its value; as soon as there is
 * other text or a second expression, everything is text.
 */
export class Output {
  private text = '';
  private state: 'empty' | 'single' | 'text' = 'empty';
  private value: Value;
  private before = '';
  private solid = false;

  constructor(private readonly run: Run) {}

  addText(text: string, blank: boolean): void {
    if (!blank && this.state === 'single') this.dissolve();
    this.solid ||= !blank;
    this.append(text);
  }

  addValue(value: Value): void {
    if (this.state === 'empty' && !this.solid) {
      this.state = 'single';
      this.value = value;
      this.before = this.text;
      this.text = '';
      return;
    }
    this.dissolve();
    this.append(textOf(this.run, value));
  }

  /** The value, the text, or null when nothing was emitted. */
  finish(): Value {
    if (this.state === 'single') return this.value;
    return this.text === '' && this.state === 'empty' ? null : this.text;
  }

  private dissolve(): void {
    if (this.state === 'single') this.text = this.before + textOf(this.run, this.value) + this.text;
    this.state = 'text';
  }

  private append(text: string): void {
    this.text += text;
    if (this.text.length > this.run.limits.textLength) this.run.chargeText(this.text.length);
  }
}
