#!/usr/bin/env node
"use strict";
require("@rigline/watchdog-service/bin");
