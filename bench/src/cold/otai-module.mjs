/* Our module with thirty pipes of the host application: from the start of node to the end of the first run. */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { OtaiModule, Pipe, PipelineService, PipeResult } from 'open-ticket-ai';
import { CONFIG, makePipes } from './thirty-pipes.mjs';

const pipes = makePipes((name, pipe, params) => {
  pipe.prototype.resultOf = (value) => PipeResult.succeeded({ value });
  Pipe(name, { params })(pipe);
});

class AppModule {}
Module({ imports: [OtaiModule.forRoot({ text: CONFIG, plugins: [], dotenv: false, autoStart: false })], providers: pipes })(AppModule);

const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error'] });
const result = await app.get(PipelineService).run('all', { input: { number: 1 } });
if (result.steps.get('step_29')?.data.value !== 'number 30 1') throw result.error ?? new Error('the last step gave something else');
await app.close();
