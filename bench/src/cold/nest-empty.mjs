/* What Nest itself takes: an application context without anything in it. */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

class EmptyModule {}
Module({})(EmptyModule);

const app = await NestFactory.createApplicationContext(EmptyModule, { logger: ['error'] });
await app.close();
