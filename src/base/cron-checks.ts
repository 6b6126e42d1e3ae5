import { isTimeZone, ValidateBy } from 'class-validator';
import { Cron } from 'croner';
import { didYouMean } from '../api/did-you-mean.js';

/** The field is a cron pattern: checked at boot with the very parser that will run it. */
export function IsCronPattern(): PropertyDecorator {
  return ValidateBy({
    name: 'isCronPattern',
    validator: { validate: (value) => whatIsWrong(value) === undefined, defaultMessage: (args) => whatIsWrong(args?.value) ?? '' },
  });
}

/** The field is the name of a time zone that this machine knows. */
export function IsTimeZoneName(): PropertyDecorator {
  return ValidateBy({
    name: 'isTimeZoneName',
    validator: { validate: isTimeZone, defaultMessage: (args) => `must be a time zone ${exampleOf(args?.value)}` },
  });
}

function whatIsWrong(pattern: unknown): string | undefined {
  try {
    new Cron(String(pattern), { paused: true }).stop();
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^CronPattern: /, '').replace(/\.$/, '') : String(error);
    return `must be a cron pattern such as "*/5 8-18 * * MON-FRI": ${reason}`;
  }
}

function exampleOf(value: unknown): string {
  const meant = didYouMean(String(value), Intl.supportedValuesOf('timeZone'));
  return meant === undefined ? 'such as Europe/Berlin' : `(did you mean "${meant}"?)`;
}
