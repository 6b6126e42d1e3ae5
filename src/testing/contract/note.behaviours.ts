import { deepEqual, equal, ok } from 'node:assert/strict';
import { failure, notesOf, outcome, type Behaviour } from './behaviour.js';

const EVIL = '<script>alert(1)</script> <img src=x onerror=alert(2)> & "Maß" </p>';

/** Notes: who sees them, and that text stays text. */
export const NOTE_BEHAVIOURS: readonly Behaviour[] = [
  {
    id: 'note.internal',
    says: 'writes notes that the customer does not see, alone and with an update',
    check: async (bench) => {
      const { system, ids, readByCustomer } = await bench.start({ tickets: [{ subject: 'a' }] });
      const [id] = ids as [string];
      equal((await system.addNote(id, { body: 'alone' })).visibility, 'internal');
      await system.updateTicket(id, { subject: 'b', note: { body: 'with an update' } });
      deepEqual(await notesOf(system, id), ['alone', 'with an update']);
      const seen = (await readByCustomer(id)).join('\n');
      ok(!seen.includes('alone') && !seen.includes('with an update'), `the customer sees: ${seen}`);
    },
  },
  {
    id: 'note.public',
    says: 'writes a note that the customer sees only when asked to, or refuses to when it lacks that',
    check: async (bench) => {
      const { system, ids, readByCustomer } = await bench.start({ tickets: [{ subject: 'a' }] });
      const note = { body: 'We are on it', visibility: 'public' } as const;
      if (bench.harness.type.lacks['note.public'] !== undefined) {
        await failure(system.addNote(ids[0] as string, note), 'permanent');
        return;
      }
      equal((await system.addNote(ids[0] as string, note)).visibility, 'public');
      ok((await readByCustomer(ids[0] as string)).join('\n').includes('We are on it'), 'the customer does not see it');
    },
  },
  {
    id: 'note.text_is_text',
    says: 'keeps markup in a plain text note from being markup',
    check: async (bench) => {
      const { system, ids, storedNote } = await bench.start({ tickets: [{ subject: 'a' }] });
      await system.addNote(ids[0] as string, { body: EVIL });
      const { body, isHtml } = await storedNote(ids[0] as string);
      ok(!isHtml || !/<(script|img)/i.test(body), `stored as HTML: ${body}`);
      equal((await notesOf(system, ids[0] as string)).at(-1)?.trim(), EVIL);
    },
  },
  {
    id: 'note.lines',
    says: 'keeps the lines and spaces of a plain text note',
    check: async (bench) => {
      const { system, ids } = await bench.start({ tickets: [{ subject: 'a' }] });
      const body = 'first\n\n  second\tx\nthird';
      await system.addNote(ids[0] as string, { body });
      equal((await notesOf(system, ids[0] as string))[0]?.trim(), body);
    },
  },
  {
    id: 'note.html',
    says: 'writes an HTML note as HTML, or refuses to when it lacks that',
    check: async (bench) => {
      const { system, ids, storedNote } = await bench.start({ tickets: [{ subject: 'a' }] });
      const note = { body: '<p>Moved to <b>IT</b></p>', content_type: 'text/html' } as const;
      if (bench.harness.type.lacks['note.html'] !== undefined) {
        await failure(system.addNote(ids[0] as string, note), 'permanent');
        return;
      }
      await system.addNote(ids[0] as string, note);
      deepEqual(await storedNote(ids[0] as string), { body: note.body, isHtml: true });
    },
  },
  {
    id: 'note.unicode',
    says: 'keeps emoji, umlauts and right-to-left text',
    check: async (bench) => {
      const { system, ids } = await bench.start({ tickets: [{ subject: 'a' }] });
      const body = 'Grüße 👩‍💻 日本語 שלום \u{1F9E8}';
      await system.addNote(ids[0] as string, { subject: 'Grüße 🎉', body });
      equal((await notesOf(system, ids[0] as string))[0], body);
    },
  },
  {
    id: 'note.nul',
    says: 'takes a text with NUL and broken surrogates in it and keeps the rest, or refuses it whole',
    check: async (bench) => {
      const { system, ids } = await bench.start({ tickets: [{ subject: 'a' }] });
      const refused = await outcome(system.addNote(ids[0] as string, { body: 'before\0between\uD800after' }));
      const notes = await notesOf(system, ids[0] as string);
      if (refused === undefined) ok(/before.*between.*after/s.test(notes[0] ?? ''), `kept only: ${notes[0]}`);
      else deepEqual(notes, []);
    },
  },
  {
    id: 'note.long',
    says: 'keeps a long note whole',
    check: async (bench) => {
      const { system, ids } = await bench.start({ tickets: [{ subject: 'a' }] });
      const body = 'line of text\n'.repeat(8000).trim();
      await system.addNote(ids[0] as string, { body });
      equal((await notesOf(system, ids[0] as string))[0]?.trim(), body);
    },
  },
  {
    id: 'note.twice',
    says: 'writes the same note twice when asked twice',
    check: async (bench) => {
      const { system, ids } = await bench.start({ tickets: [{ subject: 'a' }] });
      const first = await system.addNote(ids[0] as string, { body: 'ping' });
      const second = await system.addNote(ids[0] as string, { body: 'ping' });
      ok(first.id !== second.id, 'both have the same id');
      deepEqual(await notesOf(system, ids[0] as string), ['ping', 'ping']);
    },
  },
  {
    id: 'note.at_once',
    says: 'loses none of many notes that are written at the same time',
    check: async (bench) => {
      const { system, ids } = await bench.start({ tickets: [{ subject: 'a' }] });
      const bodies = Array.from({ length: 12 }, (_, i) => `note ${String(i).padStart(2, '0')}`);
      await Promise.all(bodies.map((body) => system.addNote(ids[0] as string, { body })));
      deepEqual((await notesOf(system, ids[0] as string)).toSorted(), bodies);
    },
  },
  {
    id: 'note.with_unknown_value',
    says: 'writes no note with an update that is refused',
    check: async (bench) => {
      const { system, ids } = await bench.start({ tickets: [{ subject: 'a' }] });
      await failure(system.updateTicket(ids[0] as string, { queue: { name: 'Nowhere at all' }, note: { body: 'moved' } }), 'permanent');
      deepEqual(await notesOf(system, ids[0] as string), []);
    },
  },
];
