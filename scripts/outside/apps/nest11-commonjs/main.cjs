require('reflect-metadata');
const { Module } = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const { getServiceToken, OtaiModule, PipelineService } = require('open-ticket-ai');

class AppModule {}
Module({ imports: [OtaiModule.forRoot({ config: 'config.yml' })] })(AppModule);

async function main() {
  const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error'] });
  app.enableShutdownHooks();
  const run = await app.get(PipelineService).run('tag_urgent');
  const { tickets } = await app.get(getServiceToken('helpdesk'), { strict: false }).findTickets({});
  console.log(JSON.stringify({ succeeded: run.succeeded, tags: tickets.map(({ subject, tags }) => [subject, tags]) }));
  await app.close();
}

void main();
