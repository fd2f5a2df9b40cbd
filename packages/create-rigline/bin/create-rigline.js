#!/usr/bin/env node
import "@rigline/create/bin";
