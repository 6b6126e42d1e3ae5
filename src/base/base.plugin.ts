import { PluginFactory } from '../api/plugin/plugin-factory.js';
import { AddNotePipe } from './add-note.pipe.js';
import { ClassificationPipe } from './classification.pipe.js';
import { CleanTextPipe } from './clean-text/clean-text.pipe.js';
import { CompositePipe } from './composite.pipe.js';
import { CronTrigger } from './cron.trigger.js';
import { ExpressionPipe } from './expression.pipe.js';
import { FetchTicketsPipe } from './fetch-tickets.pipe.js';
import { ForEachPipe } from './for-each.pipe.js';
import { IntervalTrigger } from './interval.trigger.js';
import { LocalHelpdesk } from './local-helpdesk/local-helpdesk.service.js';
import { ManualTrigger } from './manual.trigger.js';
import { RulesClassifier } from './rules-classifier/rules-classifier.service.js';
import { UpdateTicketPipe } from './update-ticket.pipe.js';

/** The built-in plugin, an ordinary plugin: `base:*`. */
export class BasePlugin extends PluginFactory {
  injectables() {
    return [
      FetchTicketsPipe,
      UpdateTicketPipe,
      AddNotePipe,
      ClassificationPipe,
      CleanTextPipe,
      ExpressionPipe,
      CompositePipe,
      ForEachPipe,
      IntervalTrigger,
      CronTrigger,
      ManualTrigger,
      LocalHelpdesk,
      RulesClassifier,
    ];
  }
}
