import { PluginFactory, Service, TicketSystemError, type HealthCheck, type OperationOptions } from 'open-ticket-ai';
import { MemoryTicketSystem } from 'open-ticket-ai/testing';
import { FakeIo, temporaryFolder } from '../../../test/support/fake-io.js';
import { checkCopies } from '../doctor/copies.check.js';
import type { Finding } from '../doctor/finding.js';
import { checkNode } from '../doctor/runtime.check.js';
import { DoctorCommand } from './doctor.command.js';

@Service('reachable')
class ReachableHelpdesk extends MemoryTicketSystem implements HealthCheck {
  async checkHealth(options?: OperationOptions): Promise<void> {
    options?.signal?.throwIfAborted();
  }
}

@Service('unreachable')
class UnreachableHelpdesk extends MemoryTicketSystem implements HealthCheck {
  checkHealth(): Promise<void> {
    const hint = 'check base_url, and that the service user may log in';
    return Promise.reject(new TicketSystemError('HTTP 401', { kind: 'unauthorized', system: 'desk', operation: 'checkHealth', hint }));
  }
}

class SpecPlugin extends PluginFactory {
  injectables() {
    return [ReachableHelpdesk, UnreachableHelpdesk];
  }
}

async function examine(services: string): Promise<{ findings: Finding[]; code: number }> {
  const config = `otai:\n  services: { ${services} }\n  pipelines: { p: { steps: [{ id: a, use: base:expression, params: { expression: 1 } }] } }\n`;
  const io = new FakeIo({ cwd: temporaryFolder({ 'config.yml': config }), env: process.env });
  const code = await new DoctorCommand(io, { plugins: [SpecPlugin], env: {} }).execute({ json: true });
  return { findings: io.json<Finding[]>(), code };
}

function about(findings: readonly Finding[], subject: string): Finding | undefined {
  return findings.find((finding) => finding.subject === subject);
}

describe('otai doctor', () => {
  it('looks at Node, npm, shared packages, the config, and asks the services that can be asked', async () => {
    const { findings, code } = await examine(
      'desk: { use: spec:reachable }, other: { use: base:local_helpdesk, params: { file: tickets.jsonl } }',
    );
    expect(findings.map(({ subject }) => subject)).toEqual(
      expect.arrayContaining(['node', 'npm', 'open-ticket-ai', '@nestjs/core', 'rxjs', 'config.yml', 'service desk', 'service other']),
    );
    expect(about(findings, 'service desk')?.message).toMatch(/^reachable in \d+ ms$/);
    expect(about(findings, 'service other')?.message).toContain('nothing that could be asked');
    expect(code).toBe(0);
  });

  it('says of a service that cannot be reached what to do', async () => {
    const { findings, code } = await examine('desk: { use: spec:unreachable }');
    expect(about(findings, 'service desk')).toEqual({
      status: 'fail',
      subject: 'service desk',
      message: 'desk: checkHealth: HTTP 401',
      hint: 'check base_url, and that the service user may log in',
    });
    expect(code).toBe(1);
  });

  it('opens nothing when the config is not valid, and says where to look', async () => {
    const { findings } = await examine('desk: { use: spec:unreachabel }');
    expect(about(findings, 'config.yml')).toMatchObject({
      status: 'fail',
      message: '1 problem',
      hint: 'otai validate --config config.yml shows them',
    });
    expect(about(findings, 'service desk')).toBeUndefined();
  });

  it('prints a line for each, and what is to be done', async () => {
    const io = new FakeIo();
    expect(await new DoctorCommand(io).execute({})).toBe(1);
    expect(io.stdout).toMatch(/^ok {4}node: \d+\.\d+\.\d+\n/);
    expect(io.stdout).toMatch(/\nFAIL {2}config\.yml: there is no such file; .*\n {6}-> .*\n\n1 thing to mend\.\n$/);
  });

  it('finds a Node that is too old', () => {
    expect(checkNode('18.20.0')).toMatchObject({ status: 'fail', message: expect.stringContaining('18.20.0, but >=20.19.0 is needed') });
  });

  it('finds second copies, as a plugin brings them that has what it should share among its own dependencies', () => {
    const plugin = temporaryFolder({
      'node_modules/@nestjs/core/package.json': '{ "version": "11.0.0" }',
      'node_modules/rxjs/package.json': '{ "version": "7.0.0" }',
    });
    const findings = checkCopies(process.cwd(), [plugin]);
    expect(about(findings, '@nestjs/core')).toMatchObject({ status: 'fail', message: expect.stringContaining('there are 2 copies: ') });
    expect(about(findings, 'rxjs')?.status).toBe('warn');
    expect(about(findings, '@nestjs/common')?.status).toBe('ok');
  });
});
