import { defineModel } from './types.js';

export default defineModel({
  package: 'nestjs-prisma',
  source: 'nestjs-prisma.dev; nestjs-prisma 0.27 dist/prisma.service.d.ts: `PrismaService extends PrismaClient`',
  system: 'database',
  side: 'server',
  exports: { PrismaService: { new: { returns: '@prisma/client#PrismaClient' } } },
});
