/*
 * The least that a module like ours could take: Nest finds thirty pipes by their metadata, js-yaml reads the config, the templates are
 * compiled, and one run renders, validates as class-validator does, and executes. It checks nothing beforehand and explains nothing.
 */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, NestFactory } from '@nestjs/core';
import { validateSync } from 'class-validator';
import { Environment } from 'jinja-native';
import { load } from 'js-yaml';
import { CONFIG, makePipes } from './thirty-pipes.mjs';

const NAME = 'bench:pipe';
const pipes = makePipes((name, pipe, params) => {
  pipe.prototype.resultOf = (value) => ({ value });
  Reflect.defineMetadata(NAME, { name, params }, pipe);
});

class AppModule {}
Module({ imports: [DiscoveryModule], providers: pipes })(AppModule);

const environment = new Environment();
const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error'] });
const found = new Map(discover(app.get(DiscoveryService)));
const steps = load(CONFIG).otai.pipelines.all.steps.map(compile);
const results = {};
for (const { id, instance, render } of steps) results[id] = await instance.execute({ params: render({ input: { number: 1 } }) });
if (results.step_29.value !== 'number 30 1') throw new Error('the last step gave something else');
await app.close();

function discover(discovery) {
  return discovery.getProviders().flatMap(({ metatype, instance }) => {
    const metadata = typeof metatype === 'function' ? Reflect.getMetadata(NAME, metatype) : undefined;
    return metadata === undefined ? [] : [[metadata.name, { instance, params: metadata.params }]];
  });
}

function compile({ id, use, params }) {
  const { instance, params: Params } = found.get(use);
  const fields = Object.entries(params).map(([name, text]) => [name, environment.compile(text)]);
  const render = (variables) => {
    const made = Object.assign(new Params(), Object.fromEntries(fields.map(([name, template]) => [name, template.render(variables)])));
    if (validateSync(made).length > 0) throw new Error(`the params of ${id} are wrong`);
    return made;
  };
  return { id, instance, render };
}
