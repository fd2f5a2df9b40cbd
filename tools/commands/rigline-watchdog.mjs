#!/usr/bin/env node
import "@rigline/watchdog-service/bin";
