#!/usr/bin/env node
import "@rigline/core/bin";
