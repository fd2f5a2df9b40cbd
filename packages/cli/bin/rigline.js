#!/usr/bin/env node
"use strict";
require("@rigline/core/bin");
