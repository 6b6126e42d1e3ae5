import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getServiceToken, OtaiModule, PipelineService } from 'open-ticket-ai';

class AppModule {}
Module({ imports: [OtaiModule.forRoot({ config: 'config.yml' })] })(AppModule);

const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error'] });
app.enableShutdownHooks();
const run = await app.get(PipelineService).run('tag_urgent');
const { tickets } = await app.get(getServiceToken('helpdesk'), { strict: false }).findTickets({});
console.log(JSON.stringify({ succeeded: run.succeeded, tags: tickets.map(({ subject, tags }) => [subject, tags]) }));
console.log('ready');
if (process.argv.includes('--stay')) setInterval(() => {}, 60_000);
else await app.close();
